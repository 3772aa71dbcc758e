"""What only GraphQL has: draft and ready for review, and whose token it is, whatever its kind."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from tests.github.access import Refusal, sees
from tests.github.routes_pulls import set_draft
from tests.github.routing import Answer, Request
from tests.github.shapes import node_id

_MUTATION = re.compile(
    r"\s*mutation\s+\w+\s*\(\$input:\s*(?P<input>\w+)!\)\s*\{\s*(?P<name>\w+)\s*\(input:\s*\$input\)"
)
_VIEWER = re.compile(r"\s*(?:query\s*)?\{\s*viewer\s*\{\s*login\s*\}\s*\}\s*")
_MUTATIONS = {"convertPullRequestToDraft": True, "markPullRequestReadyForReview": False}
_ERRORS = {403: "FORBIDDEN", 404: "NOT_FOUND", 422: "UNPROCESSABLE"}


def answer(request: Request) -> Answer:
    """Returns what GitHub answers; raises `LookupError` for a query that the fake does not know."""
    if request.token is None:
        raise Refusal(401, "This endpoint requires you to be authenticated.")
    if _VIEWER.fullmatch(request.body.get("query", "")):
        return Answer(200, {"data": {"viewer": {"login": request.token.login}}})
    found = _MUTATION.match(request.body.get("query", ""))
    name = found["name"] if found else ""
    if found is None or name not in _MUTATIONS or found["input"].lower() != f"{name}Input".lower():
        raise LookupError(f"The fake knows no such GraphQL query: {request.body!r:.300}")
    given: dict[str, Any] = request.body["variables"]["input"]
    try:
        return _set(request, name, given)
    except Refusal as refusal:
        error = {
            "type": _ERRORS[refusal.status],
            "path": [name],
            "locations": [{"line": 1, "column": 1}],
            "message": refusal.body["message"],
        }
        return Answer(200, {"data": {name: None}, "errors": [error]})


def _set(request: Request, name: str, given: dict[str, Any]) -> Answer:
    wanted = given["pullRequestId"]
    for repository in request.world.repositories.values():
        for pull in repository.pulls.values():
            if node_id("PR", pull.id) == wanted and sees(request.token, repository):
                parameters = {"owner": repository.owner, "repo": repository.name}
                here = replace(request, parameters=parameters)
                set_draft(here, pull, _MUTATIONS[name])
                content = {
                    "clientMutationId": given.get("clientMutationId"),
                    "pullRequest": {"isDraft": pull.draft},
                }
                return Answer(200, {"data": {name: content}})
    raise Refusal(404, f"Could not resolve to a node with the global id of '{wanted}'")
