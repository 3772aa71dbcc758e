"""git itself fetches from the fake and pushes to it."""

from __future__ import annotations

import base64
import random
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.git_project import GitProject
from tests.github.conftest import ALL
from tests.github.fake import FakeGitHub
from tests.github.git_server import packed, packets, with_reasons
from tests.github.state import Repository, Rule


def ran(project: GitProject, token: str, *arguments: str) -> tuple[bool, str]:
    """Runs git with a token; returns whether it succeeded, and all that it said."""
    environment = {**project.environment, "GIT_TERMINAL_PROMPT": "0"}
    if token:
        credentials = base64.b64encode(f"x-access-token:{token}".encode()).decode()
        environment |= {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "http.extraHeader",
            "GIT_CONFIG_VALUE_0": f"Authorization: Basic {credentials}",
        }
    done = subprocess.run(
        ["git", *arguments],
        cwd=project.root,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    return done.returncode == 0, done.stdout + done.stderr


def pushed(project: GitProject, fake: FakeGitHub, token: str, *arguments: str) -> tuple[bool, str]:
    """Pushes to ``ada/report`` with a token; see `ran`."""
    return ran(project, token, "push", fake.git_url("ada/report"), *arguments)


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


@pytest.mark.parametrize(
    ("rule", "refspec", "words", "reason"),
    [
        (
            Rule("main", "ruleset", requires_pull_request=True),
            "HEAD:main",
            "- Changes must be made through a pull request.",
            "(push declined due to repository rule violations)",
        ),
        (
            Rule("healbot/*", requires_signatures=True),
            "HEAD:healbot/new",
            "- Commits must have verified signatures.",
            "(protected branch hook declined)",
        ),
        (
            Rule("healbot/*"),
            "+main:healbot/x",
            "- Cannot force-push to this branch",
            "(protected branch hook declined)",
        ),
        (
            Rule("healbot/*"),
            ":healbot/x",
            "- Cannot delete this branch",
            "(protected branch hook declined)",
        ),
        (
            Rule("healbot/*", "ruleset", forbids_creation=True),
            "HEAD:healbot/new",
            "- Cannot create ref due to creations being restricted.",
            "(push declined due to repository rule violations)",
        ),
    ],
)
def test_rules(
    fake: FakeGitHub,
    repository: Repository,
    project: GitProject,
    rule: Rule,
    refspec: str,
    words: str,
    reason: str,
) -> None:
    before = repository.git.refs()
    project.write("report.py", "total = 3\n")
    project.commit("Not pushed yet")
    repository.rules.append(rule)
    taken, said = pushed(project, fake, fake.token("actions", ALL), refspec)
    assert not taken
    assert f"remote: {words}" in said
    assert reason in said
    assert repository.git.refs() == before
    rule.bypass = ("healbot[bot]",)
    assert pushed(project, fake, fake.token("app", ALL), refspec)[0]
    assert repository.git.refs() != before


def test_stale_push_is_rejected_and_a_lease_holds(
    fake: FakeGitHub, repository: Repository, project: GitProject
) -> None:
    secret = fake.token("actions", ALL)
    start = project.git("rev-parse", "HEAD")
    project.git("commit", "--quiet", "--amend", "--message", "Other")
    taken, said = pushed(project, fake, secret, "HEAD:healbot/x")
    assert not taken
    assert "(fetch first)" in said or "(non-fast-forward)" in said
    lease = f"--force-with-lease=healbot/x:{project.git('rev-parse', 'main')}"
    taken, said = pushed(project, fake, secret, lease, "HEAD:healbot/x")
    assert not taken
    assert "(stale info)" in said
    assert pushed(project, fake, secret, f"--force-with-lease=healbot/x:{start}", "HEAD:healbot/x")[
        0
    ]


def test_heads_of_pull_requests_are_read_only(
    fake: FakeGitHub, repository: Repository, project: GitProject
) -> None:
    fake.add_pull(repository, "healbot/x")
    url, secret = fake.git_url("ada/report"), fake.token("actions", ALL)
    assert ran(project, "", "fetch", url, "refs/pull/1/head")[0]
    taken, said = ran(project, secret, "push", url, "+main:refs/pull/1/head")
    assert not taken
    assert "deny updating a hidden ref" in said


def test_large_push_and_shallow_and_partial_clones(
    fake: FakeGitHub, repository: Repository, project: GitProject
) -> None:
    project.write("noise.bin", random.Random(5).randbytes(3_000_000))  # more than http.postBuffer
    newest = project.commit("Noise")
    assert pushed(project, fake, fake.token("actions", ALL), "healbot/x")[0]
    url = fake.git_url("ada/report")
    for name, options in (("shallow", "--depth=1"), ("partial", "--filter=blob:none")):
        place = str(project.temporary / name)
        assert ran(project, "", "clone", "--branch=healbot/x", options, url, place)[0]
        assert project.git("-C", place, "rev-parse", "HEAD") == newest


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("", 401, "could not read Username"),
        ("wrong", 401, "could not read Username"),  # a header is not asked for again
        ("classic", 404, "remote: Repository not found."),
    ],
)
def test_strangers_see_nothing_private(
    fake: FakeGitHub,
    repository: Repository,
    project: GitProject,
    kind: str,
    status: int,
    words: str,
) -> None:
    repository.private = True
    secret = {"": "", "wrong": "ghs_wrong"}.get(kind)
    if secret is None:
        secret = fake.token("classic", user="mallory")
    taken, said = ran(project, secret, "ls-remote", fake.git_url("ada/report"))
    assert not taken
    assert words in said
    assert [call.status for call in fake.calls] == [status]
    assert ran(project, fake.token("actions", ALL), "ls-remote", fake.git_url("ada/report"))[0]


def test_wrong_token_in_the_address(
    fake: FakeGitHub, repository: Repository, project: GitProject
) -> None:
    url = fake.git_url("ada/report").replace("://", "://x-access-token:ghs_wrong@")
    taken, said = ran(project, "", "push", url, "HEAD:new")
    assert not taken
    assert "remote: Invalid username or token." in said
    assert "fatal: Authentication failed" in said


def test_archived_repository(fake: FakeGitHub, repository: Repository, project: GitProject) -> None:
    repository.archived = True
    taken, said = pushed(project, fake, fake.token("actions", ALL), "HEAD:new")
    assert not taken
    assert "archived so it is read-only" in said


def test_branches_that_go_or_are_merged_close_their_pull_requests(
    fake: FakeGitHub, repository: Repository, project: GitProject
) -> None:
    secret = fake.token("actions", ALL)
    assert pushed(project, fake, secret, "HEAD:healbot/gone")[0]
    gone, merged = fake.add_pull(repository, "healbot/gone"), fake.add_pull(repository, "healbot/x")
    assert pushed(project, fake, secret, ":healbot/gone")[0]
    assert (gone.state, gone.merged_at) == ("closed", None)
    assert merged.state == "open"
    assert pushed(project, fake, secret, "healbot/x:main")[0]
    assert (merged.state, merged.merged_at is not None) == ("closed", True)


def test_calls_never_hold_the_secret(
    fake: FakeGitHub, repository: Repository, project: GitProject
) -> None:
    secret = fake.token("actions", ALL, name="publish")
    assert pushed(project, fake, secret, "HEAD:new")[0]
    assert {call.token for call in fake.calls} == {"publish"}
    assert secret not in repr(fake.journal)


@given(st.lists(st.tuples(st.sampled_from(["ok", "ng"]), st.text("abc/-", min_size=1)), min_size=1))
def test_report_keeps_its_form(lines: list[tuple[str, str]]) -> None:
    inner = [b"unpack ok\n"]
    for status, name in lines:
        end = " pre-receive hook declined\n" if status == "ng" else "\n"
        inner.append(f"{status} {name}{end}".encode())
    report = b"".join(packed(line) for line in [*inner, b""])
    body = packed(b"\x02remote: words\n") + packed(b"\x01" + report) + packed(b"")
    reworded = with_reasons(body, {"x": "because of that"})
    (_, report_packet, flush) = packets(reworded)
    assert flush == b""
    assert list(packets(report_packet[1:])) == [
        line.replace(b"pre-receive hook declined", b"because of that") for line in [*inner, b""]
    ]
    assert with_reasons(body, {}) == body
