"""What git is told of the environment that healbot was started with."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from healbot.ledger.commands import GitCommands, clean_environment
from healbot.sandbox.safe_git import SafeGit
from tests.git_project import GitProject

SHOW = ("-c", "alias.shown=!env", "shown")
SECRETS = {
    "ANTHROPIC_API_KEY": "sk-ant-canary",
    "GH_TOKEN": "ghp-canary",
    "GIT_CANARY": "git-canary",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository, and secrets in the environment."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HARMLESS", "harmless-canary")
    return GitProject(tmp_path).root


def test_a_command_sees_no_keys(folder: Path) -> None:
    told = GitCommands(folder, clean_environment()).run(*SHOW).decode()
    assert "harmless-canary" in told
    assert not any(value in told for value in SECRETS.values())


def test_one_that_is_talked_to_sees_no_keys(folder: Path) -> None:
    """It runs as long as healbot does, and others may read its environment."""
    with tempfile.TemporaryFile() as errors:
        process = GitCommands(folder, clean_environment()).start(*SHOW, stderr=errors)
        told = process.communicate()[0].decode()
    assert "harmless-canary" in told
    assert not any(value in told for value in SECRETS.values())


def test_the_sandbox_s_git_sees_no_keys(folder: Path) -> None:
    told = SafeGit((), {"GIT_DIR": str(folder / ".git")}).run(*SHOW).decode()
    assert "harmless-canary" in told
    assert not any(value in told for value in SECRETS.values())
