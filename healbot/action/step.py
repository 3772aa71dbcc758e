"""What every step of the Action is given, and the event and the code host behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from healbot.action.inputs import Inputs
from healbot.action.runner import Runner
from healbot.core.admission_facts import Limits, Stage
from healbot.core.errors import Refused, UsageError
from healbot.core.github_event import Trigger, read_event
from healbot.filesystem import read_regular

if TYPE_CHECKING:
    from healbot.circumstances import Here
    from healbot.forge import GitHub
    from healbot.forge.token_facts import TokenFacts
    from healbot.ledger.remote import Remote

MODEL_KEYS = ("ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GEMINI_API_KEY")
MAX_EVENT = 32 * 1024 * 1024
"""Bytes; GitHub sends up to 25 MB."""
PUBLIC_SERVER, PUBLIC_API = "https://github.com", "https://api.github.com"


@dataclass(frozen=True)
class Step:
    """One step of a job."""

    inputs: Inputs
    token: str = field(repr=False)
    runner: Runner
    environ: Mapping[str, str] = field(repr=False)

    @cached_property
    def trigger(self) -> Trigger:
        """Why the workflow runs; raises `UsageError` when the event cannot be read."""
        name, path = self.environ.get("GITHUB_EVENT_NAME"), self.environ.get("GITHUB_EVENT_PATH")
        if not name or not path:
            raise UsageError(
                "There is no event: this is no workflow of GitHub Actions.",
                hint="On a terminal use healbot fix and healbot pr.",
            )
        folder, _, file = path.rpartition("/")
        found = read_regular(Path(folder or "/"), file, MAX_EVENT)
        if found is None:
            raise UsageError("The event cannot be read.", hint=f"Look at {path}.")
        return read_event(name, found.data, self.environ)

    @cached_property
    def forge(self) -> GitHub:
        """The repository on GitHub as the token sees it."""
        from healbot.forge import open_forge

        return open_forge(
            self.trigger.repository,
            self.token,
            api_url=self.environ.get("GITHUB_API_URL") or PUBLIC_API,
            server_url=self.environ.get("GITHUB_SERVER_URL") or PUBLIC_SERVER,
        )

    @cached_property
    def remote(self) -> Remote:
        """The repository on GitHub as Git sees it with the token."""
        from healbot.ledger.remote import Remote

        return Remote(self.forge.push_url, self.token)

    @cached_property
    def token_facts(self) -> TokenFacts:
        """What the token is and whose."""
        from healbot.forge.token_facts import token_facts

        return token_facts(self.forge)

    @property
    def bundle(self) -> Path:
        """The folder that carries branches from one job to another."""
        scratch = Path(self.environ.get("RUNNER_TEMP") or "/tmp")  # noqa: S108
        return self.inputs.bundle or scratch / "healbot-bundle"

    @property
    def limits(self) -> Limits:
        """How often healbot acts."""
        return self.inputs.limits

    def here(self, stage: Stage, *, branch: str = "", session: str = "") -> Here:
        """Returns what the job knows by itself about what it is about to do.

        `branch` and `session` are what is to be published; who committed to the branch on the host
        is seen when it is pushed to.
        """
        from healbot.circumstances import Here

        login = self.token_facts.login
        if not self.trigger.is_comment and not login.endswith("[bot]"):
            login = ""  # a person's own token: what they push is not healbot's doing
        return Here(
            stage,
            own_login=login,
            has_secrets=any(self.environ.get(name, "").strip() for name in MODEL_KEYS),
            sandbox="overlay" if self.demands_overlay else "",
            branch=branch,
            session=session,
        )

    @property
    def demands_overlay(self) -> bool:
        """Whether code may run in the overlay sandbox only.

        With mode ``both`` it does, for the job has a token that may write: nothing may stay behind
        to meet it.
        """
        return self.inputs.mode == "both" or self.inputs.settings.get("sandbox") == "overlay"

    @property
    def run_url(self) -> str:
        """The address of the run that this step belongs to."""
        server = self.environ.get("GITHUB_SERVER_URL") or PUBLIC_SERVER
        run = self.environ.get("GITHUB_RUN_ID", "")
        return f"{server}/{self.trigger.repository}/actions/runs/{run}" if run.isdigit() else ""

    def folder(self) -> Path:
        """Returns the folder that the workflow names; raises `Refused` when it is none."""
        root = Path(self.environ.get("GITHUB_WORKSPACE") or ".").resolve()
        folder = (root / self.inputs.working_directory).resolve()
        if not folder.is_dir() or not folder.is_relative_to(root):
            raise Refused(
                f"There is no folder {self.inputs.working_directory} in the checkout.",
                hint="Check working-directory, and that actions/checkout comes first.",
            )
        return folder
