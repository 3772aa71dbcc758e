"""A project with a repair branch, a fake GitHub that has it, and PyGithub to talk to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from github import Auth, Github

from tests.git_project import GitProject
from tests.github.fake import FakeGitHub, fake_github
from tests.github.state import Level, Repository

Connect = Callable[..., Github]
ALL: dict[str, Level] = {
    "contents": "write",
    "pull-requests": "write",
    "issues": "write",
    "actions": "read",
}


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[FakeGitHub]:
    """A fake GitHub without repositories."""
    with fake_github(tmp_path) as running:
        yield running


@pytest.fixture
def project(tmp_path: Path) -> GitProject:
    """A project with one commit on ``main`` and one more on ``healbot/x``."""
    made = GitProject(tmp_path)
    made.write("report.py", "total = 1\n")
    made.commit("Start")
    made.git("checkout", "--quiet", "-b", "healbot/x")
    made.write("report.py", "total = 2\n")
    made.commit("Heal")
    return made


@pytest.fixture
def repository(fake: FakeGitHub, project: GitProject) -> Repository:
    """``ada/report`` with both branches."""
    return fake.add_repository(
        "ada/report", source=project.root, roles={"bob": "write", "eve": "read"}
    )


@pytest.fixture
def connect(fake: FakeGitHub) -> Iterator[Connect]:
    """Makes PyGithub clients that neither wait nor retry."""
    with ExitStack() as stack:

        def connected(token: str | None, api_url: str = "") -> Github:
            client = Github(
                auth=Auth.Token(token) if token else None,
                base_url=api_url or fake.api_url,
                retry=None,
                seconds_between_requests=0,
                seconds_between_writes=0,
            )
            stack.callback(client.close)
            return client

        yield connected
