"""Fetching and pushing over HTTP with a token: leases, faults, and where the token never is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from healbot.ledger.plumbing import Plumbing
from healbot.ledger.remote import Remote
from tests.git_project import GitProject
from tests.ledger.git_server import GitServer, git_server
from tests.ledger.sessions import SESSION, on_head, open_ledger

BRANCH = "healbot/report-01234567"


@pytest.fixture
def server(project: GitProject, plumbing: Plumbing, tmp_path: Path) -> Iterator[GitServer]:
    """Serves a bare copy of `project` as ``ada/report.git``."""
    bare = tmp_path / "srv" / "ada" / "report.git"
    project.git("clone", "--quiet", "--bare", str(project.root), str(bare))
    project.git("config", "http.receivepack", "true", cwd=bare)
    with git_server(tmp_path / "srv") as running:
        yield running


@pytest.fixture
def remote(server: GitServer) -> Remote:
    return Remote(f"{server.url}/ada/report.git", server.token)


def test_a_session_is_pushed_and_fetched_by_another_clone(
    plumbing: Plumbing, remote: Remote, project: GitProject, tmp_path: Path
) -> None:
    branch = open_ledger(plumbing).start(on_head(plumbing, session=SESSION))
    remote.push(plumbing.store, branch.name, branch.tip, None)
    assert remote.ref(plumbing.store, f"refs/heads/{branch.name}") == branch.tip
    other = GitProject(tmp_path / "other", git=False)
    project.git(
        "clone",
        "--quiet",
        "--depth=1",
        f"file://{project.root}",
        str(other.root),
        "--single-branch",
    )
    with Plumbing(other.root) as there:
        assert remote.fetch_sessions(there).new == (branch.name,)
        assert open_ledger(there).load(branch.name).session == branch.session
        assert remote.fetch_sessions(there).new == ()
    other.fsck()
