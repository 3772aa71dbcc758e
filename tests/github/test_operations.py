"""Every operation of the fake is asked once, and each answer fits GitHub's description."""

from __future__ import annotations

import re
from typing import Any

import pytest
import requests

from tests.git_project import GitProject
from tests.github.conftest import ALL
from tests.github.fake import FakeGitHub
from tests.github.openapi import github
from tests.github.shapes_actions import workflow_id
from tests.github.state import Reaction, Repository, Rule

BODIES: dict[str, Any] = {
    "pulls/create": {"head": "healbot/y", "base": "main", "title": "Heal", "draft": True},
    "pulls/update": {"title": "Healed"},
    "pulls/request-reviewers": {"reviewers": ["bob"], "team_reviewers": ["core"]},
    "pulls/create-reply-for-review-comment": {"body": "Because"},
    "issues/update": {"labels": ["healbot", {"name": "healbot: stopped"}]},
    "issues/add-labels": {"labels": ["healbot"]},
    "issues/create-label": {"name": "new", "color": "ff0000"},
    "issues/create-comment": {"body": "Hello"},
    "issues/update-comment": {"body": "Hello again"},
    "reactions/create-for-issue-comment": {"content": "eyes"},
    "reactions/create-for-pull-request-review-comment": {"content": "+1"},
    "reactions/create-for-issue": {"content": "rocket"},
}
KINDS = {"apps/list-repos-accessible-to-installation": "app"}


@pytest.fixture
def values(fake: FakeGitHub, repository: Repository, project: GitProject) -> dict[str, str]:
    """A repository that has one of everything, and what to put into the paths."""
    head = project.git("rev-parse", "HEAD")
    repository.git.set_ref("refs/heads/healbot/y", head)
    repository.teams.add("core")
    repository.rules += [
        Rule("main", requires_pull_request=True, requires_signatures=True),
        Rule("main", "ruleset", requires_pull_request=True, forbids_creation=True),
    ]
    fake.add_pull(repository, "healbot/x", body="Why").labels.append("healbot")
    fake.label(repository, "healbot")
    fake.add_issue(repository, "Something else")
    comment = fake.add_comment(repository, 1, "/healbot explain", user="bob")
    comment.reactions.append(Reaction(77, "bob", "eyes"))
    review = fake.add_review_comment(repository, 1, "Why?", path="report.py", user="bob")
    fake.add_review_comment(repository, 1, "So?", path="report.py", in_reply_to=review.id)
    fake.add_review(repository, 1, "No", state="CHANGES_REQUESTED", user="bob")
    run = fake.add_run(repository, pulls=[1], attempt=2)
    job = fake.add_job(repository, run, log=b"log")
    return {
        "owner": "ada",
        "repo": "report",
        "username": "bob",
        "branch": "main",
        "ref": "heads/main",
        "basehead": "main...healbot/x",
        "path": "report.py",
        "commit_sha": head,
        "pull_number": "1",
        "issue_number": "1",
        "comment_id": str(comment.id),
        "review_comment": str(review.id),
        "reaction_id": "77",
        "name": "healbot",
        "run_id": str(run.id),
        "attempt_number": "2",
        "job_id": str(job.id),
        "workflow_id": str(workflow_id(run.path)),
    }


def path_of(template: str, values: dict[str, str]) -> str:
    """Returns a path whose parameters are filled in."""
    if "/pulls/" in template and "comment_id" in template:
        values = {**values, "comment_id": values["review_comment"]}
    if template.endswith("/commits/{ref}"):
        values = {**values, "ref": values["commit_sha"]}
    return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], template)


def test_all_operations(fake: FakeGitHub, values: dict[str, str]) -> None:
    secrets = {"classic": fake.token("classic"), "app": fake.token("app", ALL)}
    asked = {}
    last = ("reactions/delete-for-issue-comment", "issues/delete-comment", "issues/remove-label")
    for operation in sorted(
        github().operations, key=lambda one: last.index(one.id) if one.id in last else -1
    ):
        secret = secrets[KINDS.get(operation.id, "classic")]
        answer = requests.request(
            operation.method,
            fake.api_url + path_of(operation.path, values),
            headers={"Authorization": f"Bearer {secret}"},
            json=BODIES.get(operation.id),
            allow_redirects=False,
            timeout=60,
        )
        asked[operation.id] = answer.status_code
    assert {name: status for name, status in asked.items() if status >= 400} == {}
    assert fake.violations == []
    assert [call.operation for call in fake.calls] == list(asked)
