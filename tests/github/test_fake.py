"""The fake behaves to PyGithub as GitHub does."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from github import GithubException

from tests.github.conftest import ALL, Connect
from tests.github.fake import FakeGitHub
from tests.github.routes_pulls import NO_PULLS
from tests.github.state import HugeLog, Repository


def refused(action: Any) -> tuple[int, Any]:
    """Returns the status and the content of a refusal."""
    with pytest.raises(GithubException) as caught:
        action()
    return caught.value.status, caught.value.data


def test_pull_request_lives(fake: FakeGitHub, repository: Repository, connect: Connect) -> None:
    there = connect(fake.token("actions", ALL)).get_repo("ada/report")
    made = there.create_pull(base="main", head="healbot/x", title="Heal", body="Why", draft=True)
    assert (made.number, made.draft, made.user.login) == (1, True, "github-actions[bot]")
    assert made.head.sha == repository.git.branch("healbot/x")
    assert [(one.filename, one.patch) for one in made.get_files()] == [
        ("report.py", "@@ -1 +1 @@\n-total = 1\n+total = 2")
    ]
    assert [one.commit.message for one in made.get_commits()] == ["Heal"]
    made.edit(title="Healed", body="Because")
    made.add_to_labels("healbot: stopped")
    made.create_review_request(reviewers=["bob"])
    made.mark_ready_for_review()
    found = next(iter(there.get_pulls(state="all", head="ada:healbot/x")))
    assert (found.title, found.body, found.draft) == ("Healed", "Because", False)
    assert [label.name for label in found.labels] == ["healbot: stopped"]
    assert repository.pulls[1].requested_reviewers == ["bob"]
    made.convert_to_draft()
    assert repository.pulls[1].draft


@pytest.mark.parametrize(
    ("head", "base", "error"),
    [
        ("healbot/x", "main", {"message": "A pull request already exists for ada:healbot/x."}),
        ("main", "main", {"message": "No commits between main and main"}),
        ("gone", "main", {"field": "head", "code": "invalid"}),
        ("healbot/x", "gone", {"field": "base", "code": "invalid"}),
    ],
)
def test_pull_request_is_refused(
    fake: FakeGitHub,
    repository: Repository,
    connect: Connect,
    head: str,
    base: str,
    error: dict[str, str],
) -> None:
    fake.add_pull(repository, "healbot/x")
    there = connect(fake.token("actions", ALL)).get_repo("ada/report")
    status, data = refused(lambda: there.create_pull(base=base, head=head, title="Heal"))
    assert status == 422
    assert data["message"] == "Validation Failed"
    assert error.items() <= data["errors"][0].items()
    assert len(repository.pulls) == 1


def test_comments_and_reactions(fake: FakeGitHub, repository: Repository, connect: Connect) -> None:
    fake.add_pull(repository, "healbot/x")
    asked = fake.add_comment(repository, 1, "/healbot explain", user="bob")
    fake.add_review_comment(repository, 1, "Why not 3?", path="report.py", line=1, user="bob")
    there = connect(fake.token("actions", ALL)).get_repo("ada/report").get_pull(1)
    comment = there.get_issue_comment(asked.id)
    for _ in range(2):
        comment.create_reaction("eyes")
    answer = there.create_issue_comment("Because")
    answer.edit("Because of that")
    assert [(one.user, one.content) for one in asked.reactions] == [("github-actions[bot]", "eyes")]
    assert [(one.user.login, one.body) for one in there.get_issue_comments()] == [
        ("bob", "/healbot explain"),
        ("github-actions[bot]", "Because of that"),
    ]
    assert [(one.path, one.line, one.body) for one in there.get_review_comments()] == [
        ("report.py", 1, "Why not 3?")
    ]


def test_runs_jobs_and_logs(fake: FakeGitHub, repository: Repository, connect: Connect) -> None:
    run = fake.add_run(repository, attempt=2)
    fake.add_job(repository, run, "test", attempt=1, log=b"first")
    job = fake.add_job(repository, run, "test", log=b"second")
    fake.add_run(repository, conclusion="success")
    there = connect(fake.token("actions", ALL)).get_repo("ada/report")
    assert [one.id for one in there.get_workflow_runs(status="failure")] == [run.id]
    (found,) = there.get_workflow_run(run.id).jobs()
    assert [step.conclusion for step in found.steps] == ["success", "failure"]
    assert requests.get(found.logs_url(), timeout=10).content == b"second"
    with_token = {"Authorization": "Bearer x"}
    assert requests.get(found.logs_url(), headers=with_token, timeout=10).status_code == 401
    link = found.logs_url()
    fake.expire_log_links()
    assert requests.get(link, timeout=10).status_code == 403
    job.log_state = "expired"
    assert refused(found.logs_url)[0] == 410


def test_huge_log_is_streamed(fake: FakeGitHub, repository: Repository, connect: Connect) -> None:
    log = HugeLog(b"start\n", b"x" * 99 + b"\n", 2_000_000, b"end\n")
    job = fake.add_job(repository, fake.add_run(repository), log=log)
    there = connect(fake.token("actions", ALL)).get_repo("ada/report")
    link = next(iter(there.get_workflow_run(job.run_id).jobs())).logs_url()
    with requests.get(link, stream=True, timeout=10) as answer:
        assert int(answer.headers["content-length"]) == len(log) > 200_000_000
        assert next(answer.iter_content(6)) == b"start\n"


def test_permissions_of_people(fake: FakeGitHub, repository: Repository, connect: Connect) -> None:
    there = connect(fake.token("actions", ALL)).get_repo("ada/report")
    fake.add_user("stranger")
    found = {name: there.get_collaborator_permission(name) for name in ("ada", "bob", "eve")}
    assert found == {"ada": "admin", "bob": "write", "eve": "read"}
    repository.private = True
    assert there.get_collaborator_permission("stranger") == "none"
    assert refused(lambda: there.get_collaborator_permission("nobody"))[0] == 404


def test_actions_may_be_forbidden_to_open_pull_requests(
    fake: FakeGitHub, repository: Repository, connect: Connect
) -> None:
    repository.actions_may_create_pulls = False
    there = connect(fake.token("actions", ALL)).get_repo("ada/report")
    status, data = refused(lambda: there.create_pull(base="main", head="healbot/x", title="Heal"))
    assert (status, data["message"]) == (403, NO_PULLS)
    assert not repository.pulls
    app = connect(fake.token("app", ALL)).get_repo("ada/report")
    assert app.create_pull(base="main", head="healbot/x", title="Heal").number == 1
