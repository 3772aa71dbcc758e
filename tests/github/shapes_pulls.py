"""How issues and pull requests look in GitHub's JSON."""

from __future__ import annotations

from typing import Any

from tests.github import shapes
from tests.github.shapes import Json, html_url, node_id, repository_url
from tests.github.state import Issue, Pull, Repository, Review
from tests.github.world import World


def pull_simple(world: World, home: Repository, found: Pull) -> Json:
    """Returns a ``pull-request-simple``, as lists carry it."""
    api = repository_url(world, home)
    url, issue = f"{api}/pulls/{found.number}", f"{api}/issues/{found.number}"
    page = f"{html_url(world, home)}/pull/{found.number}"
    links = {
        "self": url,
        "html": page,
        "issue": issue,
        "comments": f"{issue}/comments",
        "review_comments": f"{url}/comments",
        "review_comment": f"{api}/pulls/comments{{/number}}",
        "commits": f"{url}/commits",
        "statuses": f"{api}/statuses/{found.head_sha}",
    }
    head_home = world.repositories.get(found.head_repository or "")
    return {
        "id": found.id,
        "node_id": node_id("PR", found.id),
        "number": found.number,
        "url": url,
        "html_url": page,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        "issue_url": issue,
        **{
            f"{key}_url": links[key]
            for key in ("comments", "review_comments", "review_comment", "commits", "statuses")
        },
        "_links": {key: {"href": value} for key, value in links.items()},
        "state": found.state,
        "locked": found.locked,
        "title": found.title,
        "body": found.body or None,
        "user": shapes.user(world, found.user),
        "labels": [shapes.label(world, world.label(home, one), home) for one in found.labels],
        "milestone": None,
        "assignee": None,
        "assignees": [],
        "requested_reviewers": [shapes.user(world, one) for one in found.requested_reviewers],
        "requested_teams": [_team(world, home, slug) for slug in found.requested_teams],
        "created_at": found.created_at,
        "updated_at": found.updated_at,
        "closed_at": found.closed_at,
        "merged_at": found.merged_at,
        "merge_commit_sha": found.merge_commit_sha,
        "draft": found.draft,
        "author_association": shapes.association(home, found.user),
        "auto_merge": None,
        "head": _side(world, head_home, found.head_branch, found.head_sha, found.user),
        "base": _side(world, home, found.base_branch, found.base_sha, home.owner),
    }


def pull(world: World, home: Repository, found: Pull) -> Json:
    """Returns a ``pull-request``."""
    git = home.git
    files = git.changed_files(found.base_sha, found.head_sha)
    ahead, _ = git.ahead_behind(found.base_sha, found.head_sha)
    is_open = found.state == "open"
    mergeable = git.is_mergeable(found.base_sha, found.head_sha) if is_open else None
    state = "draft" if found.draft else {True: "clean", False: "dirty", None: "unknown"}[mergeable]
    content = pull_simple(world, home, found)
    for team in content["requested_teams"]:
        del team["parent"]  # only in lists
    return {
        **content,
        "merged": found.merged_at is not None,
        "merged_by": shapes.user(world, found.merged_by) if found.merged_by else None,
        "mergeable": mergeable,
        "mergeable_state": state,
        "rebaseable": mergeable,
        "comments": len(found.comments),
        "review_comments": len(found.review_comments),
        "maintainer_can_modify": False,
        "commits": ahead,
        "additions": sum(one.additions for one in files),
        "deletions": sum(one.deletions for one in files),
        "changed_files": len(files),
    }


def _side(world: World, home: Repository | None, branch: str, sha: str, login: str) -> Json:
    """Returns a head or base; without a repository when the fork is gone, as GitHub does."""
    owner = home.owner if home is not None else login
    return {
        "label": f"{owner}:{branch}",
        "ref": branch,
        "sha": sha,
        "user": shapes.user(world, owner),
        "repo": shapes.repository(world, home) if home is not None else None,
    }


def _team(world: World, home: Repository, slug: str) -> Json:
    url = f"{world.api_url}/organizations/1/team/{slug}"
    return {
        "id": 1,
        "node_id": node_id("T", 1),
        "url": url,
        "members_url": f"{url}/members{{/member}}",
        "name": slug,
        "description": None,
        "permission": "pull",
        "html_url": f"{world.server_url}/orgs/{home.owner}/teams/{slug}",
        "repositories_url": f"{url}/repos",
        "slug": slug,
        "parent": None,
        "type": "organization",
        "organization_id": 1,
    }


def issue(world: World, home: Repository, found: Issue) -> Json:
    """Returns an ``issue``; a pull request is one too."""
    api = repository_url(world, home)
    url = f"{api}/issues/{found.number}"
    is_pull = isinstance(found, Pull)
    page = f"{html_url(world, home)}/{'pull' if is_pull else 'issues'}/{found.number}"
    content: dict[str, Any] = {
        "id": found.id,
        "node_id": node_id("PR" if is_pull else "I", found.id),
        "number": found.number,
        "url": url,
        "html_url": page,
        "repository_url": api,
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "state": found.state,
        "title": found.title,
        "body": found.body or None,
        "user": shapes.user(world, found.user),
        "labels": [shapes.label(world, world.label(home, one), home) for one in found.labels],
        "assignee": None,
        "assignees": [],
        "milestone": None,
        "locked": found.locked,
        "comments": len(found.comments),
        "created_at": found.created_at,
        "updated_at": found.updated_at,
        "closed_at": found.closed_at,
        "author_association": shapes.association(home, found.user),
        "reactions": shapes.rollup(found.reactions, url),
    }
    if isinstance(found, Pull):
        content["draft"] = found.draft
        content["pull_request"] = {
            "url": f"{api}/pulls/{found.number}",
            "html_url": page,
            "diff_url": f"{page}.diff",
            "patch_url": f"{page}.patch",
            "merged_at": found.merged_at,
        }
    return content


def review(world: World, home: Repository, number: int, found: Review) -> Json:
    """Returns a ``pull-request-review``."""
    pull_url = f"{repository_url(world, home)}/pulls/{number}"
    page = f"{html_url(world, home)}/pull/{number}#pullrequestreview-{found.id}"
    return {
        "id": found.id,
        "node_id": node_id("PRR", found.id),
        "user": shapes.author(world, found.user),
        "body": found.body,
        "state": found.state,
        "html_url": page,
        "pull_request_url": pull_url,
        "_links": {"html": {"href": page}, "pull_request": {"href": pull_url}},
        "submitted_at": found.submitted_at,
        "commit_id": found.commit_id,
        "author_association": shapes.association(home, found.user),
    }
