"""Pull requests and their reviewers."""

from __future__ import annotations

from typing import Any

from tests.github import shapes, shapes_git, shapes_pulls
from tests.github.access import NOT_ACCESSIBLE, Refusal, invalid, level, not_found
from tests.github.routing import Answer, Request, handles
from tests.github.state import Pull, Repository, ReviewComment
from tests.github.world import MAX_BODY

NO_PULLS = "GitHub Actions is not permitted to create or approve pull requests."


@handles("pulls/list", read="pull-requests")
def _list(request: Request) -> Answer:
    query, repository = request.query, request.repository
    found = list(repository.pulls.values())
    state = query.get("state", "open")
    if state != "all":
        found = [pull for pull in found if pull.state == state]
    if "base" in query:
        found = [pull for pull in found if pull.base_branch == query["base"]]
    if ":" in query.get("head", ""):  # GitHub ignores a head without its owner
        owner, _, branch = query["head"].partition(":")
        found = [
            pull
            for pull in found
            if pull.head_branch == branch
            and (pull.head_repository or "").partition("/")[0].lower() == owner.lower()
        ]
    key = "updated_at" if query.get("sort") == "updated" else "created_at"
    is_oldest_first = query.get("direction", "desc" if key == "created_at" else "asc") == "asc"
    found.sort(key=lambda pull: (getattr(pull, key), pull.number), reverse=not is_oldest_first)
    return request.paged(
        [shapes_pulls.pull_simple(request.world, repository, one) for one in found]
    )


@handles("pulls/get", read="pull-requests")
def _get(request: Request) -> Answer:
    return Answer(body=shapes_pulls.pull(request.world, request.repository, request.pull()))


@handles("pulls/create", write="pull-requests", by_anyone=True)
def _create(request: Request) -> Answer:
    world, repository, body = request.world, request.repository, request.body
    token = request.token
    if token is not None and token.kind == "actions" and not repository.actions_may_create_pulls:
        raise Refusal(403, NO_PULLS)
    _check_texts(body, is_new=True)
    source, branch = _head(request, body["head"])
    if repository.git.branch(body["base"]) is None:
        raise invalid("PullRequest", "invalid", "base")
    label = f"{source.owner}:{branch}"
    for pull in repository.pulls.values():
        is_same = (pull.head_repository, pull.head_branch) == (source.full_name, branch)
        if pull.state == "open" and is_same and pull.base_branch == body["base"]:
            message = f"A pull request already exists for {label}."
            raise invalid("PullRequest", "custom", message=message)
    _check_has_commits(source, repository, branch, body["base"])
    if body.get("draft") and not repository.allows_drafts:
        message = "Draft pull requests are not supported in this repository."
        raise Refusal(422, message)
    made = world.add_pull(
        repository,
        branch,
        body["base"],
        title=body["title"],
        body=body.get("body") or "",
        user=request.login,
        draft=bool(body.get("draft")),
        head_repository=source.full_name,
    )
    content = shapes_pulls.pull(world, repository, made)
    return Answer(201, content, {"location": content["url"]})


def _head(request: Request, head: str) -> tuple[Repository, str]:
    """Returns where the head is: ``branch`` or ``owner:branch``."""
    world, repository = request.world, request.repository
    owner, _, branch = head.rpartition(":")
    places = [
        place
        for place in world.repositories.values()
        if place.owner == (owner or repository.owner)
        and repository.full_name in (place.full_name, place.fork_of)
    ]
    if not places or places[0].git.branch(branch) is None:
        raise invalid("PullRequest", "invalid", "head")
    return places[0], branch


def _check_has_commits(source: Repository, repository: Repository, head: str, base: str) -> None:
    git = repository.git
    sha = source.git.branch(head) or ""
    if source is not repository:
        git.git("fetch", "--quiet", str(source.git.path), sha)
    start = git.branch(base) or ""
    if git.merge_base(start, sha) is None:
        message = f"The {head} branch has no history in common with {base}"
        raise invalid("PullRequest", "custom", message=message)
    if git.contains(start, sha):
        label = head if source is repository else f"{source.owner}:{head}"
        message = f"No commits between {base} and {label}"
        raise invalid("PullRequest", "custom", message=message)


def _check_texts(body: dict[str, Any], *, is_new: bool) -> None:
    if is_new and not (body.get("title") or "").strip():
        raise invalid("PullRequest", "missing_field", "title")
    if len(body.get("title") or "") > 256:
        raise invalid("Issue", "custom", "title", "title is too long (maximum is 256 characters)")
    if is_too_long(body.get("body") or ""):
        message = f"body is too long (maximum is {MAX_BODY} characters)"
        raise invalid("Issue", "custom", "body", message)


def is_too_long(text: str) -> bool:
    """Whether GitHub would not take a body or a comment."""
    return len(text) > MAX_BODY or len(text.encode("utf-8", "replace")) > 4 * MAX_BODY


@handles("pulls/update", write="pull-requests")
def _update(request: Request) -> Answer:
    world, pull, body = request.world, request.pull(), request.body or {}
    _check_texts(body, is_new="title" in body)
    pull.title = body.get("title", pull.title)
    if "body" in body:
        pull.body = body["body"] or ""
    if "base" in body:
        sha = request.repository.git.branch(body["base"])
        if sha is None:
            raise invalid("PullRequest", "invalid", "base")
        pull.base_branch, pull.base_sha = body["base"], sha
    if body.get("state") == "closed" and pull.state == "open":
        world.close(pull)
    elif body.get("state") == "open" and pull.state == "closed":
        _reopen(request.repository, pull)
    pull.updated_at = world.now()
    return Answer(body=shapes_pulls.pull(world, request.repository, pull))


def _reopen(repository: Repository, pull: Pull) -> None:
    if pull.merged_at or repository.git.branch(pull.head_branch) is None:
        message = f"state cannot be changed. The {pull.head_branch} branch was deleted."
        raise invalid("PullRequest", "custom", "state", message)
    pull.state, pull.closed_at = "open", None


@handles("pulls/list-commits", read="pull-requests")
def _commits(request: Request) -> Answer:
    repository, pull = request.repository, request.pull()
    found = repository.git.commits("--reverse", f"{pull.base_sha}..{pull.head_sha}", limit=250)
    return request.paged([shapes_git.commit(request.world, repository, one) for one in found])


@handles("pulls/list-files", read="pull-requests")
def _files(request: Request) -> Answer:
    world, repository, pull = request.world, request.repository, request.pull()
    head = pull.head_sha
    found = repository.git.changed_files(pull.base_sha, head)
    return request.paged([shapes_git.changed_file(world, repository, head, one) for one in found])


@handles("repos/list-pull-requests-associated-with-commit", read="pull-requests")
def _of_commit(request: Request) -> Answer:
    world, repository, sha = request.world, request.repository, request.parameters["commit_sha"]
    found = [pull for pull in repository.pulls.values() if pull.head_sha == sha]
    return request.paged([shapes_pulls.pull_simple(world, repository, one) for one in found])


# Reviews -----------------------------------------------------------------------------------------


@handles("pulls/list-requested-reviewers", read="pull-requests")
def _reviewers(request: Request) -> Answer:
    content = shapes_pulls.pull_simple(request.world, request.repository, request.pull())
    asked = {"users": content["requested_reviewers"], "teams": content["requested_teams"]}
    return Answer(body=asked)


@handles("pulls/request-reviewers", write="pull-requests")
def _request_review(request: Request) -> Answer:
    world, repository, pull = request.world, request.repository, request.pull()
    users = list((request.body or {}).get("reviewers") or ())
    teams = list((request.body or {}).get("team_reviewers") or ())
    if pull.user in users:
        raise Refusal(422, "Review cannot be requested from pull request author.")
    strangers = [one for one in users if one not in (*repository.roles, repository.owner)]
    if strangers or not set(teams) <= repository.teams:
        raise Refusal(
            422,
            "Reviews may only be requested from collaborators. One or more of the users or teams"
            f" you specified is not a collaborator of the {repository.full_name} repository.",
        )
    pull.requested_reviewers = list(dict.fromkeys([*pull.requested_reviewers, *users]))
    pull.requested_teams = list(dict.fromkeys([*pull.requested_teams, *teams]))
    pull.updated_at = world.now()
    return Answer(201, shapes_pulls.pull_simple(world, repository, pull))


@handles("pulls/list-reviews", read="pull-requests")
def _reviews(request: Request) -> Answer:
    world, repository, pull = request.world, request.repository, request.pull()
    found = [shapes_pulls.review(world, repository, pull.number, one) for one in pull.reviews]
    return request.paged(found)


@handles("pulls/list-review-comments", read="pull-requests")
def _review_comments(request: Request) -> Answer:
    world, repository = request.world, request.repository
    found = request.pull().review_comments
    if "since" in request.query:
        found = [one for one in found if one.updated_at >= request.query["since"]]
    if request.query.get("direction") == "desc" and "sort" in request.query:
        found = found[::-1]
    return request.paged([shapes.review_comment(world, repository, one) for one in found])


def review_comment_of(request: Request) -> ReviewComment:
    """Returns the review comment of a path."""
    wanted = request.number("comment_id")
    for pull in request.repository.pulls.values():
        for comment in pull.review_comments:
            if comment.id == wanted:
                return comment
    raise not_found()


@handles("pulls/get-review-comment", read="pull-requests")
def _review_comment(request: Request) -> Answer:
    found = review_comment_of(request)
    return Answer(body=shapes.review_comment(request.world, request.repository, found))


@handles("pulls/create-reply-for-review-comment", write="pull-requests", by_anyone=True)
def _reply(request: Request) -> Answer:
    world, repository, to = request.world, request.repository, review_comment_of(request)
    made = world.add_review_comment(
        repository,
        request.pull().number,
        request.body["body"],
        path=to.path,
        line=to.line,
        user=request.login,
        in_reply_to=to.id,
    )
    return Answer(201, shapes.review_comment(world, repository, made))


def set_draft(request: Request, pull: Pull, draft: bool) -> None:
    """Makes a pull request a draft or ready; only GraphQL does that.

    An installation's token needs to write contents too, which surprises many.
    """
    token, repository = request.token, request.repository
    needed = ("pull-requests", "contents")
    if token is None or any(level(token, repository, one) != "write" for one in needed):
        raise Refusal(403, NOT_ACCESSIBLE[token.kind if token is not None else "actions"])
    if draft and not repository.allows_drafts:
        raise Refusal(422, "Draft pull requests are not supported in this repository.")
    pull.draft, pull.updated_at = draft, request.world.now()
