"""The gates' facts as PyGithub brings them: a fake GitHub that is checked against GitHub's own
description."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from healbot.circumstances import Gathered, Here
from healbot.core.admission import gate
from healbot.core.forge import Repository
from healbot.core.github_event import Trigger, read_event
from healbot.forge.host import GitHub, open_forge
from tests.git_project import GitProject
from tests.github.conftest import ALL
from tests.github.fake import FakeGitHub, fake_github
from tests.github.state import Repository as There
from tests.ledger.conftest import isolate

BRANCH = "healbot/report-01234567"


class Host:
    """A repository on a fake GitHub, whose CI fails."""

    def __init__(self, fake: FakeGitHub, project: GitProject) -> None:
        self.fake = fake
        self.there: There = fake.add_repository(
            "ada/report", source=project.root, roles={"grace": "write", "mallory": "triage"}
        )
        self.forge: GitHub = open_forge(
            Repository("ada", "report"),
            fake.token("actions", {**ALL, "contents": "read", "pull-requests": "read"}),
            api_url=fake.api_url,
            server_url=fake.server_url,
        )
        self.failed = fake.add_run(self.there)

    def repository(self) -> dict[str, Any]:
        return {"id": self.there.id, "full_name": "ada/report", "default_branch": "main"}

    def run_failed(self, **changes: object) -> Trigger:
        """Returns what GitHub sends when the run has failed."""
        run = {
            "id": self.failed.id,
            "name": self.failed.workflow,
            "head_sha": self.failed.head_sha,
            "head_branch": self.failed.head_branch,
            "head_repository": self.repository(),
            "run_attempt": self.failed.attempt,
            "conclusion": "failure",
            "actor": {"login": "ada"},
            "triggering_actor": {"login": "ada"},
            **changes,
        }
        event = {"action": "completed", "repository": self.repository(), "workflow_run": run}
        return read_event("workflow_run", json.dumps(event), {"GITHUB_REPOSITORY": "ada/report"})

    def comment(self, user: str) -> Trigger:
        event = {
            "action": "created",
            "repository": self.repository(),
            "issue": {"number": 1, "state": "open", "pull_request": {}},
            "comment": {"id": 7, "body": "/healbot retry", "user": {"login": user}},
        }
        return read_event("issue_comment", json.dumps(event), {"GITHUB_REPOSITORY": "ada/report"})

    def closed(self, trigger: Trigger, here: Here | None = None) -> str:
        """Returns the gate that is closed, ``""`` when all are open."""
        now = datetime.fromisoformat(self.fake.now()).timestamp()
        facts = Gathered(trigger, self.forge, here or Here("heal"), clock=lambda: now)
        found = gate(trigger, facts)
        return found.gate if found else ""


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    project = GitProject(tmp_path)
    isolate(project, monkeypatch)
    project.write("report.py", "total = 1\n")
    project.commit("first")
    project.git("checkout", "--quiet", "-b", BRANCH)
    project.write("report.py", "total = 2\n")
    project.commit("heal")
    project.git("checkout", "--quiet", "main")
    with fake_github(tmp_path) as fake:
        made = Host(fake, project)
        yield made
        made.forge.close()


def test_a_failed_run_is_healed(host: Host) -> None:
    assert host.closed(host.run_failed()) == ""
    assert not host.fake.writes


def test_what_became_of_the_run_and_its_branch_is_asked(host: Host) -> None:
    found = host.run_failed()
    host.failed.attempt = 2
    assert host.closed(found) == "superseded"
    host.failed.attempt = 1
    other = host.run_failed(head_sha="1" * 40)
    assert host.closed(other) == "stale"
    assert host.closed(host.run_failed(head_branch="gone")) == "stale"
    host.there.archived = True
    assert host.closed(found) == "archived"


def test_runs_before_are_counted(host: Host) -> None:
    for _ in range(3):
        host.fake.add_run(host.there, conclusion="success")
        host.fake.add_run(host.there, workflow="Docs")
        host.fake.add_run(host.there, head_branch=BRANCH, head_sha="2" * 40)
    assert host.closed(host.run_failed()) == ""
    host.fake.add_run(host.there, attempt=3)
    assert host.closed(host.run_failed()) == "commit-limit"


def test_runs_of_the_day_are_counted(host: Host) -> None:
    for number in range(10):
        host.fake.add_run(host.there, head_sha=f"{number}" * 40)
    assert host.closed(host.run_failed()) == "day-limit"
    for run in host.there.runs.values():
        run.created_at = "2020-01-01T00:00:00Z"
    assert host.closed(host.run_failed()) == ""


def test_who_may_give_commands_is_asked(host: Host) -> None:
    host.fake.add_pull(host.there, BRANCH)
    assert host.closed(host.comment("grace")) == ""
    assert host.closed(host.comment("ada")) == ""
    assert host.closed(host.comment("mallory")) == "permission"
    host.fake.add_user("eve")
    assert host.closed(host.comment("eve")) == "permission"
    assert host.closed(host.comment("ghost")) == "permission"


def test_what_became_of_earlier_pull_requests_is_asked(host: Host) -> None:
    here = Here("publish", branch=BRANCH)
    pull = host.fake.add_pull(host.there, BRANCH)
    assert host.closed(host.run_failed(), here) == ""
    pull.labels.append("healbot: stopped")
    assert host.closed(host.run_failed(), here) == "stopped"
    pull.labels.clear()
    host.fake.close(pull)
    assert host.closed(host.run_failed(), here) == "closed"
    other = Here("publish", branch="healbot/other-89abcdef")
    assert host.closed(host.run_failed(), other) == ""
