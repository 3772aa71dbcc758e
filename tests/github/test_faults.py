"""What can be scripted to go wrong does go wrong, as it does with GitHub."""

from __future__ import annotations

import subprocess

import pytest
import requests
from github import GithubException, RateLimitExceededException

from tests.git_project import GitProject
from tests.github import faults
from tests.github.conftest import ALL, Connect
from tests.github.fake import FakeGitHub
from tests.github.state import Repository


def test_limits(fake: FakeGitHub, repository: Repository, connect: Connect) -> None:
    there = connect(fake.token("actions", ALL)).get_repo("ada/report")
    fake.fail("pulls/list", faults.primary_limit(reset_in=60))
    fake.fail("pulls/list", faults.secondary_limit(retry_after=7))
    fake.fail("pulls/list", faults.secondary_limit(429, retry_after=None))
    for status, header, value in (
        (403, "x-ratelimit-remaining", "0"),
        (403, "retry-after", "7"),
        (429, "retry-after", None),
    ):
        with pytest.raises(GithubException) as caught:
            there.get_pulls()[0]
        assert (caught.value.status, (caught.value.headers or {}).get(header)) == (status, value)
    assert there.get_pulls().totalCount == 0
    assert not fake.plan.left()


def test_spent_token(fake: FakeGitHub, repository: Repository, connect: Connect) -> None:
    secret = fake.token("actions", ALL)
    fake.tokens[secret].remaining = 1
    there = connect(secret).get_repo("ada/report")
    with pytest.raises(RateLimitExceededException) as caught:
        there.get_branch("main")
    assert caught.value.data["message"] == "API rate limit exceeded for installation ID 41898282."


def test_failure_after_it_was_done(
    fake: FakeGitHub, repository: Repository, connect: Connect
) -> None:
    there = connect(fake.token("actions", ALL)).get_repo("ada/report")
    fake.fail("pulls/create", faults.server_error(502).but_done())
    fake.fail("issues/create-comment", faults.server_error(500))
    with pytest.raises(GithubException) as caught:
        there.create_pull(base="main", head="healbot/x", title="Heal")
    assert caught.value.status == 502
    assert list(repository.pulls) == [1]
    with pytest.raises(GithubException):
        there.get_pull(1).create_issue_comment("Hello")
    assert not repository.pulls[1].comments
    assert [call.status for call in fake.writes] == [502, 500]


def test_page_for_people(fake: FakeGitHub, repository: Repository, connect: Connect) -> None:
    there = connect(fake.token("actions", ALL)).get_repo("ada/report")
    fake.fail("repos/get-branch", faults.html(502))
    with pytest.raises(GithubException) as caught:
        there.get_branch("main")
    assert (caught.value.status, "Unicorn" in str(caught.value.data)) == (502, True)


@pytest.mark.parametrize("fault", [faults.drop().but_done(), faults.cut(40)])
def test_cut_connection(
    fake: FakeGitHub, repository: Repository, connect: Connect, fault: faults.Fault
) -> None:
    there = connect(fake.token("actions", ALL)).get_repo("ada/report")
    fake.fail("pulls/create", fault)
    with pytest.raises(requests.RequestException):
        there.create_pull(base="main", head="healbot/x", title="Heal")
    assert list(repository.pulls) == [1]


def test_slow_answer(fake: FakeGitHub, repository: Repository) -> None:
    fake.fail("repos/get", faults.slow(30))
    with pytest.raises(requests.ReadTimeout):
        requests.get(f"{fake.api_url}/repos/ada/report", timeout=0.3)


def test_skipped_and_repeated(fake: FakeGitHub, repository: Repository) -> None:
    fake.fail("repos/*", faults.server_error(503), skip=1, times=2)
    url = f"{fake.api_url}/repos/ada/report"
    assert [requests.get(url, timeout=10).status_code for _ in range(4)] == [200, 503, 503, 200]


def test_logs_may_be_cut(fake: FakeGitHub, repository: Repository, connect: Connect) -> None:
    job = fake.add_job(repository, fake.add_run(repository), log=b"x" * 1000)
    there = connect(fake.token("actions", ALL)).get_repo("ada/report")
    link = next(iter(there.get_workflow_run(job.run_id).jobs())).logs_url()
    fake.fail("logs/download", faults.cut(100))
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="100 bytes read"):
        requests.get(link, timeout=10)


def test_push_may_be_lost_after_it_was_taken(
    fake: FakeGitHub, repository: Repository, project: GitProject
) -> None:
    secret = fake.token("actions", {"contents": "write"})
    url = fake.git_url("ada/report").replace("://", f"://x-access-token:{secret}@")
    fake.fail("git/receive-pack", faults.drop().but_done())
    done = subprocess.run(
        ["git", "push", url, "HEAD:new"],
        cwd=project.root,
        env=project.environment,
        capture_output=True,
    )
    assert done.returncode != 0
    assert repository.git.branch("new") == project.git("rev-parse", "HEAD")


def test_people_come_between(
    fake: FakeGitHub, repository: Repository, project: GitProject, connect: Connect
) -> None:
    pull = fake.add_pull(repository, "healbot/x")
    main = project.git("rev-parse", "main")
    there = connect(fake.token("actions", ALL)).get_repo("ada/report")
    fake.before("pulls/get", lambda: fake.close(pull), skip=1)
    assert [there.get_pull(1).state for _ in range(3)] == ["open", "closed", "closed"]
    fake.before("git/receive-pack", lambda: repository.git.set_ref("refs/heads/healbot/x", main))
    secret = fake.token("actions", ALL)
    url = fake.git_url("ada/report").replace("://", f"://x-access-token:{secret}@")
    project.write("report.py", "total = 3\n")
    project.commit("Again")
    done = subprocess.run(
        ["git", "push", url, "HEAD:healbot/x"],
        cwd=project.root,
        env=project.environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "remote rejected" in done.stderr
    assert repository.git.branch("healbot/x") == main


def test_what_happens_and_what_fails_go_together(fake: FakeGitHub, repository: Repository) -> None:
    seen: list[int] = []
    fake.fail("repos/get", faults.server_error())
    fake.before("repos/*", lambda: seen.append(1))
    fake.fail("repos/get", faults.server_error(503))
    url = f"{fake.api_url}/repos/ada/report"
    assert [requests.get(url, timeout=10).status_code for _ in range(3)] == [500, 503, 200]
    assert seen == [1]
    assert not fake.plan.left()
