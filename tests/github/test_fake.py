"""The fake behaves to PyGithub as GitHub does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import requests
from github import GithubException

from tests.git_project import GitProject
from tests.github.conftest import ALL, Connect
from tests.github.fake import FakeGitHub, fake_github
from tests.github.routes_pulls import NO_PULLS
from tests.github.state import HugeLog, Repository, Rule


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


def test_lists_come_in_pages(fake: FakeGitHub, repository: Repository, connect: Connect) -> None:
    fake.add_pull(repository, "healbot/x")
    for number in range(7):
        fake.add_comment(repository, 1, f"comment {number}")
    client = connect(fake.token("actions", ALL))
    client.per_page = 3
    found = [one.body for one in client.get_repo("ada/report").get_pull(1).get_issue_comments()]
    assert found == [f"comment {number}" for number in range(7)]
    pages = [call.query["page"] for call in fake.calls_of("issues/list-comments")[1:]]
    assert pages == ["2", "3"]


def test_enterprise_paths(tmp_path: Path, project: GitProject, connect: Connect) -> None:
    with fake_github(tmp_path / "enterprise", enterprise=True) as fake:
        repository = fake.add_repository("ada/report", source=project.root)
        client = connect(fake.token("actions", ALL), fake.api_url)
        made = client.get_repo("ada/report").create_pull("main", "healbot/x", title="Heal")
        made.convert_to_draft()
        assert fake.api_url == f"{fake.server_url}/api/v3"
        assert made.html_url == f"{fake.server_url}/ada/report/pull/1"
        assert repository.pulls[1].draft
        assert requests.get(f"{fake.server_url}/repos/ada/report", timeout=10).status_code == 404
        fake.violations.clear()


def test_pull_request_from_a_fork(
    fake: FakeGitHub, repository: Repository, project: GitProject, connect: Connect
) -> None:
    fork = fake.fork(repository, "mallory")
    fake.add_pull(repository, "healbot/x", user="mallory", head_repository=fork.full_name)
    there = connect(fake.token("actions", ALL)).get_repo("ada/report")
    (found,) = there.get_pulls(head="mallory:healbot/x")
    assert (found.head.repo.full_name, found.head.repo.fork) == ("mallory/report", True)
    assert there.get_pulls(head="ada:healbot/x").totalCount == 0
    del fake.repositories["mallory/report"]
    assert next(iter(there.get_pulls(state="all"))).head.repo is None


def test_body_at_the_limit(fake: FakeGitHub, repository: Repository, connect: Connect) -> None:
    there = connect(fake.token("actions", ALL)).get_repo("ada/report")
    long = "ä" * 65536
    made = there.create_pull("main", "healbot/x", title="Heal", body=long)
    assert made.body == long
    status, data = refused(lambda: made.edit(body=long + "x"))
    assert status == 422
    assert data["errors"][0]["message"] == "body is too long (maximum is 65536 characters)"
    status, data = refused(lambda: made.create_issue_comment(long + "x"))
    assert data["errors"][0]["message"] == "Body is too long (maximum is 65536 characters)"


def test_merged_and_reopened(fake: FakeGitHub, repository: Repository, connect: Connect) -> None:
    fake.add_pull(repository, "healbot/x")
    there = connect(fake.token("actions", ALL)).get_repo("ada/report").get_pull(1)
    there.edit(state="closed")
    assert (there.state, there.merged) == ("closed", False)
    there.edit(state="open")
    made = fake.merge(repository, 1, user="bob")
    there.update()
    assert (there.state, there.merged, there.merge_commit_sha) == ("closed", True, made)
    assert repository.git.branch("main") == made
    assert refused(lambda: there.edit(state="open"))[0] == 422


def test_commits_and_files(
    fake: FakeGitHub, repository: Repository, project: GitProject, connect: Connect
) -> None:
    there = connect(fake.token("actions", ALL)).get_repo("ada/report")
    head = project.git("rev-parse", "HEAD")
    commit = there.get_commit(head)
    assert (commit.commit.message, commit.stats.total) == ("Heal", 2)
    assert next(iter(there.get_commits("healbot/x"))).sha == head
    assert there.get_git_ref("heads/healbot/x").object.sha == head
    compared = there.compare("main", "healbot/x")
    assert (compared.status, compared.ahead_by, compared.behind_by) == ("ahead", 1, 0)
    content = there.get_contents("report.py", ref="healbot/x")
    assert not isinstance(content, list)
    assert content.decoded_content == b"total = 2\n"
    folder = there.get_contents("", ref="main")
    assert isinstance(folder, list)
    assert [(one.path, one.type) for one in folder] == [("report.py", "file")]
    assert refused(lambda: there.get_contents("gone.py"))[0] == 404
    assert refused(lambda: there.get_branch("gone"))[0] == 404


def test_rules_of_a_branch(fake: FakeGitHub, repository: Repository, connect: Connect) -> None:
    repository.rules += [
        Rule("main", requires_pull_request=True, requires_signatures=True),
        Rule("healbot/*", "ruleset", requires_signatures=True, requires_pull_request=True),
    ]
    there = connect(fake.token("classic")).get_repo("ada/report")
    assert there.get_branch("main").protected
    protection = there.get_branch("main").get_protection()
    assert protection.required_pull_request_reviews is not None
    url = f"{fake.api_url}/repos/ada/report/rules/branches/healbot/x"
    kinds = [rule["type"] for rule in requests.get(url, timeout=10).json()]
    assert kinds == ["deletion", "non_fast_forward", "required_signatures", "pull_request"]


def test_runs_are_filtered(fake: FakeGitHub, repository: Repository, connect: Connect) -> None:
    for conclusion, event, created in (
        ("failure", "push", "2026-11-01T10:00:00Z"),
        ("success", "push", "2026-11-02T10:00:00Z"),
        ("failure", "pull_request", "2026-11-03T10:00:00Z"),
    ):
        details = {"conclusion": conclusion, "event": event, "created_at": created}
        fake.add_run(repository, head_branch="healbot/x", **details)
    fake.add_run(repository, head_branch=None, head_sha="1" * 40, head_repository=None)
    there = connect(fake.token("actions", ALL)).get_repo("ada/report")
    expected: list[tuple[dict[str, Any], int]] = [
        ({}, 4),
        ({"status": "failure"}, 3),
        ({"event": "pull_request"}, 1),
        ({"head_sha": "1" * 40}, 1),
        ({"created": ">=2026-11-03"}, 1),
        ({"created": "2026-11-01..2026-11-02", "status": "completed"}, 3),
    ]
    for filters, count in expected:
        assert there.get_workflow_runs(**filters).totalCount == count, filters
    newest = there.get_workflow_runs()[0]
    assert (newest.created_at.day, newest.head_repository.full_name) == (3, "ada/report")


def test_run_of_a_fork_that_is_gone(
    fake: FakeGitHub, repository: Repository, connect: Connect
) -> None:
    run = fake.add_run(repository, head_branch=None, head_sha="1" * 40, head_repository="eve/x")
    there = connect(fake.token("actions", ALL)).get_repo("ada/report")
    found = there.get_workflow_run(run.id).raw_data
    assert (found["head_branch"], found["head_repository"]) == (None, None)
    assert found["pull_requests"] == []


def test_other_name_of_a_repository(
    fake: FakeGitHub, repository: Repository, project: GitProject, connect: Connect
) -> None:
    fake.add_pull(repository, "healbot/x")
    fake.rename(repository, "ada/summary")
    client = connect(fake.token("actions", ALL))
    assert client.get_repo("ada/report").full_name == "ada/summary"
    assert client.get_repo("Ada/Summary").get_pull(1).head.repo.full_name == "ada/summary"
    assert "refs/heads/healbot/x" in project.git("ls-remote", fake.git_url("ada/report"))


def test_locked_conversation(fake: FakeGitHub, repository: Repository, connect: Connect) -> None:
    fake.add_pull(repository, "healbot/x").locked = True
    eves = connect(fake.token("classic", user="eve")).get_repo("ada/report").get_pull(1)
    status, data = refused(lambda: eves.create_issue_comment("Hello"))
    assert (status, data["message"]) == (
        403,
        "Unable to create comment because issue is locked.",
    )
    ours = connect(fake.token("actions", ALL)).get_repo("ada/report").get_pull(1)
    assert ours.create_issue_comment("Hello").body == "Hello"


def test_authors_whose_accounts_are_gone(
    fake: FakeGitHub, repository: Repository, connect: Connect
) -> None:
    fake.add_pull(repository, "healbot/x")
    fake.add_comment(repository, 1, "Hello").user = ""
    there = connect(fake.token("actions", ALL)).get_repo("ada/report").get_pull(1)
    assert there.get_issue_comments()[0].raw_data["user"] is None
