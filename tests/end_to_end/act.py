"""Runs workflows for real, with act on this machine, against the fake GitHub.

Actions that would be downloaded are replaced by stand-ins that do the same job here; healbot's own
is a copy of this repository's ``action.yml`` and package.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.github.fake import FakeGitHub
from tests.github.state import Repository

ROOT = Path(__file__).parents[2]
STAND_INS = Path(__file__).parent / "stand_ins"
ACTION = "ada/healbot@0123456789abcdef0123456789abcdef01234567"
_USES = re.compile(r"uses: (actions/[a-z-]+)@([0-9a-f]{40})")
_ACT = Path(sys.executable).parent / "act"
"""Files that an Action's checkout has and that installing needs."""
_OF_THE_ACTION = (
    "action.yml", "pyproject.toml", "README.md", "LICENSE", ".github/action-requirements.txt",
)  # fmt: skip


@dataclass(frozen=True)
class Ran:
    """What a run of a workflow showed."""

    exit_code: int
    log: str

    def job(self, name: str) -> str:
        """Returns the lines of one job."""
        lines = self.log.splitlines()
        return "\n".join(
            line for line in lines if re.match(rf"\[[^]]*/{re.escape(name)}\s*\]", line)
        )


@dataclass
class Act:
    """A machine on which the workflows of one repository run."""

    folder: Path
    fake: FakeGitHub
    repository: Repository
    installs: bool = False
    """Whether the Action installs healbot, as it does for users; it takes minutes."""
    runs: int = 0
    secrets: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    """Other defaults than the Action's own for some inputs."""

    def __post_init__(self) -> None:
        ready = {} if self.installs else {"healbot-python": sys.executable}
        self.action = _copy_of_the_action(self.folder / "healbot", ready | self.defaults)

    def run(
        self,
        event: str,
        payload: Mapping[str, Any],
        workflow: str,
        *,
        token: str,
        commit: str = "",
        job: str = "",
        environment: Mapping[str, str] | None = None,
    ) -> Ran:
        """Runs the workflow file (a text) for an event, as the runner would at `commit`."""
        self.runs += 1
        place = self.folder / f"run-{self.runs}"
        checkout = self._checkout(place / "project", commit)
        file = checkout / ".github" / "workflows" / "healbot.yml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_on_this_machine(workflow), "utf-8")
        (place / "event.json").write_text(json.dumps(payload), "utf-8")
        for folder in ("artifacts", "home"):
            (place / folder).mkdir()
        variables = {
            "GITHUB_REPOSITORY": self.repository.full_name,
            "GITHUB_API_URL": self.fake.api_url,
            "GITHUB_SERVER_URL": self.fake.server_url,
            # The same for the same event: that is what running it again means.
            "GITHUB_RUN_ID": str(1 + zlib.crc32(json.dumps(payload).encode())),
            "STAND_IN_ARTIFACTS": str(place / "artifacts"),
            **(environment or {}),
        }
        command = [
            str(_ACT), event, "--workflows", str(file), "--eventpath", str(place / "event.json"),
            "--platform", "ubuntu-24.04=-self-hosted", "--no-cache-server", "--pull=false",
            "--actor", "ada", "--defaultbranch", "main",
            *(["--job", job] if job else []),
            *(word for item in variables.items() for word in ("--env", "=".join(item))),
            *(word for name in ("GITHUB_TOKEN", *self.secrets) for word in ("--secret", name)),
            "--local-repository", f"{ACTION}={self.action}",
            *(
                word for name, ref in sorted(set(_USES.findall(workflow + self._action_text())))
                for word in ("--local-repository", f"{name}@{ref}={STAND_INS / name[8:]}")
            ),
        ]  # fmt: skip
        done = subprocess.run(
            command, cwd=checkout, env=self._environment(place, token), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=900,
        )  # fmt: skip
        log = _without_colours(done.stdout)
        (place / "log.txt").write_text(log, "utf-8")
        return Ran(done.returncode, log)

    def artifact(self, name: str = "healbot-bundle-1") -> Path:
        """Returns the folder of an artifact of the last run."""
        return self.folder / f"run-{self.runs}" / "artifacts" / name

    def _action_text(self) -> str:
        return (self.action / "action.yml").read_text("utf-8")

    def _checkout(self, folder: Path, commit: str) -> Path:
        wanted = commit or self.repository.git.branch("main") or ""
        _git("clone", "--quiet", "--no-checkout", str(self.repository.git.path), str(folder))
        _git("-C", str(folder), "checkout", "--quiet", "-B", "main", wanted)
        return folder

    def _environment(self, place: Path, token: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        return kept | {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(place / "home"),
            "LANG": "C.UTF-8",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GITHUB_TOKEN": token,
            **self.secrets,
        }


def _copy_of_the_action(folder: Path, defaults: Mapping[str, str]) -> Path:
    """Copies what a checkout of the Action holds; `defaults` are those of inputs without one."""
    for name in _OF_THE_ACTION:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(
        ROOT / "healbot", folder / "healbot", ignore=shutil.ignore_patterns("__pycache__")
    )
    text = (folder / "action.yml").read_text("utf-8")
    for name, value in defaults.items():
        head, mark, tail = text.partition(f"  {name}:\n")
        assert mark and tail.index('default: ""') < tail.index("\n  ") + 300
        text = head + mark + tail.replace('default: ""', f"default: {json.dumps(value)}", 1)
    (folder / "action.yml").write_text(text, "utf-8")
    _git("init", "--quiet", str(folder))
    return folder


def _on_this_machine(workflow: str) -> str:
    """Leaves out what act does not know: an environment without a deployment, and long queues."""
    workflow = re.sub(
        r"\n    environment:.*\n      name: .*\n      deployment: false", "", workflow
    )
    return re.sub(r"\n +queue: max\b.*", "", workflow)


def _git(*words: str) -> None:
    subprocess.run(["git", *words], check=True, capture_output=True)


def _without_colours(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)
