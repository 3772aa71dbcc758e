"""A repository on the fake GitHub, a forge that sees it, and a clock that waits for nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from healbot.core.forge import Repository
from healbot.forge import GitHub, open_forge
from tests.git_project import GitProject
from tests.github.fake import FakeGitHub, fake_github
from tests.github.state import Kind, Level
from tests.github.state import Repository as Stored

WRITES: Mapping[str, Level] = {
    "contents": "write",
    "pull-requests": "write",
    "actions": "read",
}
START = 1_800_000_000.0


@dataclass
class PatientClock:
    """Time passes only by waiting, and then at once."""

    moment: float = START
    waits: list[float] = field(default_factory=list)

    def now(self) -> float:
        """Returns seconds since 1970."""
        return self.moment

    def sleep(self, seconds: float) -> None:
        """Lets time pass."""
        self.waits.append(seconds)
        self.moment += seconds


@dataclass
class Stage:
    """What a test plays on."""

    fake: FakeGitHub
    stored: Stored
    project: GitProject
    clock: PatientClock

    def forge(
        self,
        kind: Kind = "actions",
        permissions: Mapping[str, Level] = WRITES,
        *,
        secret: str = "",
        user: str = "ada",
        scopes: tuple[str, ...] = ("repo",),
    ) -> GitHub:
        """Returns the repository as a token of these permissions sees it."""
        secret = secret or self.fake.token(kind, permissions, user=user, scopes=scopes)
        return self.forge_of(self.stored.full_name, secret)

    def forge_at(self, url: str) -> GitHub:
        """Returns the repository as it is to be found at another address."""
        name = Repository.parse(self.stored.full_name)
        return open_forge(name, "ghs_x", api_url=url, server_url=url, clock=self.clock)

    def forge_of(self, name: str, secret: str) -> GitHub:
        """Returns another repository, seen by a token."""
        return open_forge(
            Repository.parse(name),
            secret,
            api_url=self.fake.api_url,
            server_url=self.fake.server_url,
            clock=self.clock,
        )


@contextmanager
def stage(folder: Path, *, enterprise: bool = False, private: bool = False) -> Iterator[Stage]:
    """Builds the stage: ``ada/report`` with ``main`` and ``healbot/a``, one commit ahead."""
    project = GitProject(folder)
    project.write("report.py", "print(1)\n")
    project.commit("One")
    project.git("checkout", "-q", "-b", "healbot/a")
    project.write("report.py", "print(2)\n")
    project.commit("Two")
    project.git("checkout", "-q", "main")
    with fake_github(folder, enterprise=enterprise) as fake:
        stored = fake.add_repository(
            source=project.root, private=private, roles={"grace": "write", "edsger": "triage"}
        )
        yield Stage(fake, stored, project, PatientClock())
