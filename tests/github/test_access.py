"""Tokens may do what GitHub would let them do, and are refused in its words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests
from github.Repository import Repository as Remote

from tests.github.conftest import ALL, Connect
from tests.github.fake import FakeGitHub
from tests.github.state import Kind, Level, Repository
from tests.github.test_fake import refused

INTEGRATION = "Resource not accessible by integration"
PERSONAL = "Resource not accessible by personal access token"
WRITES: dict[str, tuple[str, Callable[[Remote], Any]]] = {
    "open": ("pull-requests", lambda there: there.create_pull("main", "healbot/y", title="Heal")),
    "edit": ("pull-requests", lambda there: there.get_pull(1).edit(title="Healed")),
    "review": ("pull-requests", lambda there: there.get_pull(1).create_review_request(["bob"])),
    "label": ("issues", lambda there: there.get_pull(1).add_to_labels("healbot")),
    "comment": ("issues", lambda there: there.get_pull(1).create_issue_comment("Hello")),
    "react": (
        "issues",
        lambda there: there.get_pull(1).get_issue_comments()[0].create_reaction("eyes"),
    ),
}


@pytest.fixture
def pull(fake: FakeGitHub, repository: Repository) -> Repository:
    """The repository with a pull request, a comment, and another branch."""
    fake.add_pull(repository, "healbot/x")
    fake.add_comment(repository, 1, "/healbot retry", user="bob")
    head = repository.git.branch("healbot/x") or ""
    repository.git.set_ref("refs/heads/healbot/y", head)
    return repository


@pytest.mark.parametrize("what", WRITES)
@pytest.mark.parametrize(
    ("kind", "words"), [("actions", INTEGRATION), ("app", INTEGRATION), ("fine-grained", PERSONAL)]
)
def test_writing_needs_its_permission(
    fake: FakeGitHub, pull: Repository, connect: Connect, what: str, kind: Kind, words: str
) -> None:
    permission, write = WRITES[what]
    less: dict[str, Level] = {**ALL, "pull-requests": "read", "issues": "read"}
    status, data = refused(lambda: write(connect(fake.token(kind, less)).get_repo("ada/report")))
    assert (status, data["message"]) == (403, words)
    assert (
        write(connect(fake.token(kind, {**less, permission: "write"})).get_repo("ada/report")) != 0
    )


def test_draft_needs_contents_too(fake: FakeGitHub, pull: Repository, connect: Connect) -> None:
    less: dict[str, Level] = {**ALL, "contents": "read"}
    found = connect(fake.token("actions", less)).get_repo("ada/report").get_pull(1)
    assert found.draft is False
    status, data = refused(found.convert_to_draft)
    assert (status, data["errors"][0]["message"]) == (400, INTEGRATION)  # what PyGithub makes of it
    assert fake.calls_of("graphql")[0].status == 200
    assert not pull.pulls[1].draft


@pytest.mark.parametrize(
    ("kind", "login"),
    [
        ("actions", "github-actions[bot]"),
        ("app", "healbot[bot]"),
        ("classic", "bob"),
        ("fine-grained", "bob"),
    ],
)
@pytest.mark.parametrize("query", ["query { viewer { login } }", "{viewer{login}}"])
def test_graphql_says_whose_a_token_is(
    fake: FakeGitHub, kind: Kind, login: str, query: str
) -> None:
    headers = {"Authorization": f"Bearer {fake.token(kind, user='bob')}"}
    url = f"{fake.api_url}/graphql"
    answer = requests.post(url, json={"query": query}, headers=headers, timeout=10)
    assert answer.json() == {"data": {"viewer": {"login": login}}}
    assert requests.post(url, json={"query": query}, timeout=10).status_code == 401


def test_other_queries_are_not_known(fake: FakeGitHub) -> None:
    headers = {"Authorization": f"Bearer {fake.token()}"}
    query = {"query": "mutation { deleteRepository }"}
    answer = requests.post(f"{fake.api_url}/graphql", json=query, headers=headers, timeout=10)
    assert answer.status_code == 500
    assert "knows no such GraphQL query" in fake.violations.pop()


def test_wrong_token(fake: FakeGitHub, repository: Repository, connect: Connect) -> None:
    status, data = refused(lambda: connect("ghs_wrong").get_repo("ada/report"))
    assert (status, data["message"]) == (401, "Bad credentials")
    assert fake.calls[0].token == "unknown"
    assert "ghs_wrong" not in str(fake.calls) + repr(fake.journal)


@pytest.mark.parametrize("kind", ["actions", "classic", "fine-grained"])
def test_private_repositories_of_others_are_not_there(
    fake: FakeGitHub, repository: Repository, connect: Connect, kind: Kind
) -> None:
    repository.private = True
    fake.add_repository("eve/own")
    secret = fake.token(kind, ALL, user="mallory", repositories=["eve/own"])
    assert refused(lambda: connect(secret).get_repo("ada/report"))[0] == 404
    assert refused(lambda: connect(None).get_repo("ada/report"))[0] == 404


def test_reading_a_private_repository(
    fake: FakeGitHub, repository: Repository, connect: Connect
) -> None:
    repository.private = True
    there = connect(fake.token("actions", {"contents": "read"})).get_repo("ada/report")
    assert there.get_branch("main").name == "main"
    for read in (lambda: there.get_pulls().totalCount, lambda: there.get_workflow_runs()[0]):
        status, data = refused(read)
        assert (status, data["message"]) == (403, INTEGRATION)


def test_everybody_reads_what_is_public(
    fake: FakeGitHub, pull: Repository, connect: Connect
) -> None:
    job = fake.add_job(pull, fake.add_run(pull), log=b"log")
    for secret in (None, fake.token("actions", {})):
        there = connect(secret).get_repo("ada/report")
        assert there.get_pull(1).title == "A change"
        found = next(iter(there.get_workflow_run(job.run_id).jobs()))
        assert refused(found.logs_url)[0] == (401 if secret is None else 403)


def test_classic_tokens_do_what_their_people_may(
    fake: FakeGitHub, pull: Repository, connect: Connect
) -> None:
    bobs = connect(fake.token("classic", user="bob")).get_repo("ada/report")
    assert bobs.permissions.push
    bobs.get_pull(1).add_to_labels("healbot")
    eves = connect(fake.token("classic", user="eve")).get_repo("ada/report")
    assert not eves.permissions.push
    assert refused(lambda: eves.get_pull(1).add_to_labels("mine"))[0] == 403
    assert eves.get_pull(1).create_issue_comment("/healbot stop").user.login == "eve"
    status, data = refused(lambda: eves.get_collaborator_permission("bob"))
    assert (status, data["message"]) == (
        403,
        "Must have push access to view collaborator permission.",
    )
    bare = connect(fake.token("classic", user="bob", scopes=())).get_repo("ada/report")
    assert refused(lambda: bare.get_pull(1).add_to_labels("mine"))[0] == 404


def test_scopes_are_told_of_classic_tokens_alone(
    fake: FakeGitHub, repository: Repository, connect: Connect
) -> None:
    client = connect(fake.token("classic", scopes=["repo", "workflow"]))
    assert client.get_user().login == "ada"
    assert client.oauth_scopes == ["repo", "workflow"]
    other = connect(fake.token("actions", ALL))
    status, data = refused(lambda: other.get_user().login)
    assert (status, data["message"]) == (403, INTEGRATION)
    assert other.oauth_scopes is None


def test_archived_repositories_are_only_read(
    fake: FakeGitHub, pull: Repository, connect: Connect
) -> None:
    pull.archived = True
    there = connect(fake.token("actions", ALL)).get_repo("ada/report")
    assert there.archived
    status, data = refused(lambda: there.get_pull(1).edit(title="Healed"))
    assert (status, data["message"]) == (403, "Repository was archived so is read-only.")


def test_settings_are_for_administrators(
    fake: FakeGitHub, repository: Repository, connect: Connect
) -> None:
    repository.actions_may_create_pulls = False
    url = f"{fake.api_url}/repos/ada/report/actions/permissions/workflow"
    secrets = [fake.token("actions", ALL), fake.token("classic", user="ada")]
    answers = [
        requests.get(url, headers={"Authorization": f"Bearer {secret}"}, timeout=10)
        for secret in secrets
    ]
    assert [answer.status_code for answer in answers] == [403, 200]
    assert answers[1].json()["can_approve_pull_request_reviews"] is False
