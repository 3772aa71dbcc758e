"""git itself fetches from the fake and pushes to it."""

from __future__ import annotations

import base64
import subprocess

from tests.git_project import GitProject
from tests.github.conftest import ALL
from tests.github.fake import FakeGitHub
from tests.github.state import Repository, Rule


def pushed(project: GitProject, fake: FakeGitHub, token: str, *arguments: str) -> tuple[bool, str]:
    """Pushes with a token; returns whether it was taken, and all that git said."""
    credentials = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    environment = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "http.extraHeader",
        "GIT_CONFIG_VALUE_0": f"Authorization: Basic {credentials}",
        "GIT_TERMINAL_PROMPT": "0",
    }
    done = subprocess.run(
        ["git", "push", fake.git_url("ada/report"), *arguments],
        cwd=project.root,
        env={**project.environment, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    return done.returncode == 0, done.stderr


def test_push_is_taken_and_the_pull_request_follows(
    fake: FakeGitHub, repository: Repository, project: GitProject
) -> None:
    pull = fake.add_pull(repository, "healbot/x")
    project.write("report.py", "total = 3\n")
    newer = project.commit("Again")
    token = fake.token("actions", {"contents": "write"})
    assert pushed(project, fake, token, "healbot/x")[0]
    assert pull.head_sha == newer
    assert repository.git.refs("refs/pull/") == {"refs/pull/1/head": newer}


def test_token_without_write_permission(
    fake: FakeGitHub, repository: Repository, project: GitProject
) -> None:
    taken, said = pushed(project, fake, fake.token("actions", {"contents": "read"}), "HEAD:new")
    assert not taken
    assert "Permission to ada/report.git denied to github-actions[bot]." in said
    assert repository.git.branch("new") is None


def test_protected_branch(fake: FakeGitHub, repository: Repository, project: GitProject) -> None:
    repository.rules.append(Rule("main", requires_pull_request=True))
    taken, said = pushed(project, fake, fake.token("actions", ALL), "HEAD:main")
    assert not taken
    assert "remote: error: GH006: Protected branch update failed for refs/heads/main." in said
    assert "(protected branch hook declined)" in said


def test_workflows_need_a_permission(
    fake: FakeGitHub, repository: Repository, project: GitProject
) -> None:
    project.write(".github/workflows/ci.yml", "on: push\n")
    project.commit("A workflow")
    taken, said = pushed(project, fake, fake.token("actions", ALL), "healbot/x")
    assert not taken
    assert (
        "(refusing to allow a GitHub App to create or update workflow `.github/workflows/ci.yml`"
        " without `workflows` permission)" in said
    )
    assert pushed(project, fake, fake.token("app", {**ALL, "workflows": "write"}), "healbot/x")[0]
