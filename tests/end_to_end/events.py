"""Events of GitHub, as short as they can be, about a repository of the fake."""

from __future__ import annotations

from typing import Any

from tests.github.state import Repository


def person(login: str) -> dict[str, Any]:
    """Returns an account."""
    return {"login": login, "id": 1 + sum(map(ord, login)), "type": "User"}


def repository_of(repository: Repository) -> dict[str, Any]:
    """Returns a repository."""
    return {
        "id": repository.id,
        "full_name": repository.full_name,
        "default_branch": "main",
        "owner": person("ada"),
    }


def push_event(repository: Repository) -> dict[str, Any]:
    """Returns the event of a push of the main branch's newest commit."""
    return {
        "ref": "refs/heads/main",
        "after": repository.git.branch("main"),
        "deleted": False,
        "repository": repository_of(repository),
        "sender": person("ada"),
    }


def pull_request_event(repository: Repository, *, fork: bool = False) -> dict[str, Any]:
    """Returns the event of a new pull request for the main branch's newest commit."""
    here = repository_of(repository)
    head = {**here, "id": here["id"] + 1, "full_name": "eve/report"} if fork else here
    return {
        "action": "opened",
        "number": 7,
        "pull_request": {
            "number": 7,
            "state": "open",
            "head": {"ref": "main", "sha": repository.git.branch("main"), "repo": head},
            "base": {"ref": "main", "sha": repository.git.branch("main"), "repo": here},
        },
        "repository": here,
        "sender": person("eve" if fork else "ada"),
    }


def comment_event(repository: Repository, number: int, *, user: str) -> dict[str, Any]:
    """Returns the event of the newest comment on a pull request."""
    comment = repository.issues[number].comments[-1]
    return {
        "action": "created",
        "issue": {"number": number, "state": "open", "pull_request": {"url": "x"}},
        "comment": {
            "id": comment.id,
            "body": comment.body,
            "user": person(user),
            "author_association": "COLLABORATOR",
        },
        "repository": repository_of(repository),
        "sender": person(user),
    }
