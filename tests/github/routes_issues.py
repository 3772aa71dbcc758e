"""Issues, labels, comments and reactions."""

from __future__ import annotations

from typing import Any

from tests.github import shapes, shapes_pulls
from tests.github.access import Refusal, invalid, level, not_found
from tests.github.routes_pulls import is_too_long, review_comment_of
from tests.github.routing import Answer, Request, handles
from tests.github.state import Comment, Reaction
from tests.github.world import MAX_BODY

BOTH = "issues pull-requests"


@handles("issues/get", read=BOTH)
def _get(request: Request) -> Answer:
    return Answer(body=shapes_pulls.issue(request.world, request.repository, request.issue()))


@handles("issues/list-for-repo", read=BOTH)
def _list(request: Request) -> Answer:
    world, repository, query = request.world, request.repository, request.query
    found = sorted(repository.issues.values(), key=lambda issue: -issue.number)
    state = query.get("state", "open")
    wanted = {name.lower() for name in query.get("labels", "").split(",") if name}
    found = [
        issue
        for issue in found
        if state in ("all", issue.state)
        and wanted <= {label.lower() for label in issue.labels}
        and query.get("creator", issue.user) == issue.user
    ]
    return request.paged([shapes_pulls.issue(world, repository, one) for one in found])


@handles("issues/update", write=BOTH)
def _update(request: Request) -> Answer:
    world, repository, issue, body = (
        request.world,
        request.repository,
        request.issue(),
        request.body or {},
    )
    issue.title = body.get("title") or issue.title
    if "body" in body:
        issue.body = body["body"] or ""
    if "labels" in body:
        issue.labels = _label_names(body["labels"])
    if body.get("state") == "closed" and issue.state == "open":
        world.close(issue)
    elif body.get("state") == "open":
        issue.state, issue.closed_at = "open", None
    issue.updated_at = world.now()
    return Answer(body=shapes_pulls.issue(world, repository, issue))


# Labels ------------------------------------------------------------------------------------------


def _label_names(labels: list[Any]) -> list[str]:
    names = [one["name"] if isinstance(one, dict) else one for one in labels]
    for name in names:
        if not 0 < len(name) <= 50:
            raise invalid("Label", "custom", "name", "name is too long (maximum is 50 characters)")
    return list({name.lower(): name for name in names}.values())


def _labels(request: Request) -> list[dict[str, Any]]:
    world, repository = request.world, request.repository
    names = request.issue().labels
    return [shapes.label(world, world.label(repository, name), repository) for name in names]


@handles("issues/list-labels-on-issue", read=BOTH)
def _list_labels(request: Request) -> Answer:
    return request.paged(_labels(request))


@handles("issues/add-labels", write=BOTH)
def _add_labels(request: Request) -> Answer:
    issue, body = request.issue(), request.body
    given = body.get("labels", []) if isinstance(body, dict) else body or []
    given = [given] if isinstance(given, str) else given
    known = {name.lower() for name in issue.labels}
    issue.labels += [name for name in _label_names(given) if name.lower() not in known]
    issue.updated_at = request.world.now()
    return Answer(body=_labels(request))


@handles("issues/remove-label", write=BOTH)
def _remove_label(request: Request) -> Answer:
    issue, name = request.issue(), request.parameters["name"].lower()
    if name not in {one.lower() for one in issue.labels}:
        raise Refusal(404, "Label does not exist")
    issue.labels = [one for one in issue.labels if one.lower() != name]
    issue.updated_at = request.world.now()
    return Answer(body=_labels(request))


@handles("issues/list-labels-for-repo", read=BOTH)
def _all_labels(request: Request) -> Answer:
    world, repository = request.world, request.repository
    found = repository.labels.values()
    return request.paged([shapes.label(world, one, repository) for one in found])


@handles("issues/get-label", read=BOTH)
def _label(request: Request) -> Answer:
    repository = request.repository
    found = repository.labels.get(request.parameters["name"].lower())
    if found is None:
        raise not_found()
    return Answer(body=shapes.label(request.world, found, repository))


@handles("issues/create-label", write=BOTH)
def _create_label(request: Request) -> Answer:
    repository, body = request.repository, request.body
    if body["name"].lower() in repository.labels:
        raise invalid("Label", "already_exists", "name")
    _label_names([body["name"]])
    made = request.world.label(repository, body["name"])
    made.color = body.get("color", made.color)
    made.description = body.get("description")
    return Answer(201, shapes.label(request.world, made, repository))


# Comments ----------------------------------------------------------------------------------------


def _check_comment(text: str) -> None:
    if not text.strip():
        raise invalid("IssueComment", "missing_field", "body")
    if is_too_long(text):
        message = f"Body is too long (maximum is {MAX_BODY} characters)"
        raise invalid("IssueComment", "unprocessable", "data", message)


def _may_write(request: Request) -> bool:
    levels = (level(request.token, request.repository, one) for one in BOTH.split())
    return "write" in levels


@handles("issues/list-comments", read=BOTH)
def _comments(request: Request) -> Answer:
    found = request.issue().comments
    if "since" in request.query:
        found = [one for one in found if one.updated_at >= request.query["since"]]
    shown = [shapes.comment(request.world, request.repository, one) for one in found]
    return request.paged(shown)


@handles("issues/list-comments-for-repo", read=BOTH)
def _all_comments(request: Request) -> Answer:
    world, repository = request.world, request.repository
    found = [one for issue in repository.issues.values() for one in issue.comments]
    found.sort(key=lambda one: one.id, reverse=request.query.get("direction") == "desc")
    return request.paged([shapes.comment(world, repository, one) for one in found])


@handles("issues/create-comment", write=BOTH, by_anyone=True)
def _create_comment(request: Request) -> Answer:
    issue, text = request.issue(), request.body["body"]
    _check_comment(text)
    if issue.locked and not _may_write(request):
        raise Refusal(403, "Unable to create comment because issue is locked.")
    made = request.world.add_comment(request.repository, issue.number, text, user=request.login)
    content = shapes.comment(request.world, request.repository, made)
    return Answer(201, content, {"location": content["url"]})


@handles("issues/get-comment", read=BOTH)
def _comment(request: Request) -> Answer:
    _, found = request.comment()
    return Answer(body=shapes.comment(request.world, request.repository, found))


@handles("issues/update-comment", write=BOTH)
def _update_comment(request: Request) -> Answer:
    _, found = request.comment()
    text = request.body["body"]
    _check_comment(text)
    found.body, found.updated_at = text, request.world.now()
    return Answer(body=shapes.comment(request.world, request.repository, found))


@handles("issues/delete-comment", write=BOTH)
def _delete_comment(request: Request) -> Answer:
    issue, found = request.comment()
    issue.comments.remove(found)
    return Answer(204)


# Reactions ---------------------------------------------------------------------------------------


def _reactions(request: Request, found: list[Reaction]) -> Answer:
    wanted = request.query.get("content")
    shown = [one for one in found if wanted in (None, one.content)]
    return request.paged([shapes.reaction(request.world, one) for one in shown])


def _react(request: Request, found: list[Reaction]) -> Answer:
    """Adds a reaction; the same by the same person is answered with 200 and changes nothing."""
    content = request.body["content"]
    if content not in shapes.CONTENTS:
        raise invalid("Reaction", "invalid", "content")
    for one in found:
        if (one.user, one.content) == (request.login, content):
            return Answer(200, shapes.reaction(request.world, one))
    made = Reaction(request.world.next_id(), request.login, content, request.world.now())
    found.append(made)
    return Answer(201, shapes.reaction(request.world, made))


@handles("reactions/list-for-issue-comment", read=BOTH)
def _comment_reactions(request: Request) -> Answer:
    return _reactions(request, request.comment()[1].reactions)


@handles("reactions/create-for-issue-comment", write=BOTH, by_anyone=True)
def _react_to_comment(request: Request) -> Answer:
    return _react(request, request.comment()[1].reactions)


@handles("reactions/delete-for-issue-comment", write=BOTH)
def _delete_reaction(request: Request) -> Answer:
    comment: Comment = request.comment()[1]
    wanted = request.number("reaction_id")
    if not any(one.id == wanted for one in comment.reactions):
        raise not_found()
    comment.reactions = [one for one in comment.reactions if one.id != wanted]
    return Answer(204)


@handles("reactions/list-for-pull-request-review-comment", read="pull-requests")
def _review_reactions(request: Request) -> Answer:
    return _reactions(request, review_comment_of(request).reactions)


@handles("reactions/create-for-pull-request-review-comment", write="pull-requests", by_anyone=True)
def _react_to_review(request: Request) -> Answer:
    return _react(request, review_comment_of(request).reactions)


@handles("reactions/list-for-issue", read=BOTH)
def _issue_reactions(request: Request) -> Answer:
    return _reactions(request, request.issue().reactions)


@handles("reactions/create-for-issue", write=BOTH, by_anyone=True)
def _react_to_issue(request: Request) -> Answer:
    return _react(request, request.issue().reactions)
