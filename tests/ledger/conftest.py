"""A repository and the plumbing over it; nothing of the developer's Git settings is read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from healbot.ledger.plumbing import Plumbing
from tests.git_project import GitProject


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GitProject:
    """An empty repository whose home is also the test process's."""
    made = GitProject(tmp_path)
    isolate(made, monkeypatch)
    return made


def isolate(project: GitProject, monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes the test process see the project's home and temporary folder only."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(project.home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(project.home / ".config"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def plumbing(project: GitProject) -> Iterator[Plumbing]:
    """The plumbing over `project` with one commit."""
    project.write("report.py", "print('hello')\n")
    project.commit("first")
    with Plumbing(project.root) as opened:
        yield opened
