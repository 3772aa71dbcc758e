"""How people, repositories, comments and labels look in GitHub's JSON."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import quote

from tests.github.state import (
    ROLES,
    START,
    Comment,
    Label,
    Reaction,
    Repository,
    ReviewComment,
    User,
)
from tests.github.world import World

Json = dict[str, Any]
CONTENTS = ("+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes")
_REPOSITORY_URLS = {
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
}
_USER_URLS = {
    "followers_url": "/followers",
    "following_url": "/following{/other_user}",
    "gists_url": "/gists{/gist_id}",
    "starred_url": "/starred{/owner}{/repo}",
    "subscriptions_url": "/subscriptions",
    "organizations_url": "/orgs",
    "repos_url": "/repos",
    "events_url": "/events{/privacy}",
    "received_events_url": "/received_events",
}


def node_id(kind: str, number: int) -> str:
    """Returns the global id of an object, such as ``PR_MTAwMQ==``."""
    return f"{kind}_{base64.urlsafe_b64encode(str(number).encode()).decode()}"


def repository_url(world: World, repository: Repository) -> str:
    """Returns a repository's address in the API."""
    return f"{world.api_url}/repos/{repository.full_name}"


def html_url(world: World, repository: Repository) -> str:
    """Returns a repository's address for people."""
    return f"{world.server_url}/{repository.full_name}"


def user(world: World, login: str) -> Json:
    """Returns a ``simple-user``."""
    found = world.users[login]
    url = f"{world.api_url}/users/{login}"
    slug = login.removesuffix("[bot]")
    page = f"apps/{slug}" if found.type == "Bot" else login
    return {
        "login": login,
        "id": found.id,
        "node_id": node_id("U", found.id),
        "avatar_url": f"{world.server_url}/avatars/{found.id}",
        "gravatar_id": "",
        "url": url,
        "html_url": f"{world.server_url}/{page}",
        "type": found.type,
        "site_admin": False,
        **{key: url + end for key, end in _USER_URLS.items()},
    }


def author(world: World, login: str) -> Json | None:
    """Returns a ``nullable-simple-user``: ``None`` when the account is gone."""
    return user(world, login) if login else None


def public_user(world: World, found: User) -> Json:
    """Returns a ``public-user``."""
    unknown = ("company", "location", "email", "hireable", "bio", "twitter_username")
    return {
        **user(world, found.login),
        **dict.fromkeys(unknown),
        "name": found.name or None,
        "blog": "",
        **dict.fromkeys(("public_repos", "public_gists", "followers", "following"), 0),
        "created_at": START,
        "updated_at": START,
    }


def private_user(world: World, found: User) -> Json:
    """Returns a ``private-user``, which only its own token sees."""
    counts = ("private_gists", "total_private_repos", "owned_private_repos", "disk_usage")
    return {
        **public_user(world, found),
        **dict.fromkeys((*counts, "collaborators"), 0),
        "two_factor_authentication": True,
    }


def permissions(repository: Repository, login: str) -> dict[str, bool]:
    """Returns what a person may do, as a set of flags."""
    rank = ROLES.index(repository.role_of(login))
    names = {"pull": "read", "triage": "triage", "push": "write", "maintain": "maintain"}
    flags = {name: rank >= ROLES.index(role) for name, role in names.items()}
    return {**flags, "admin": rank == len(ROLES) - 1}


def minimal_repository(world: World, repository: Repository) -> Json:
    """Returns a ``minimal-repository``, as runs carry it."""
    url = repository_url(world, repository)
    return {
        "id": repository.id,
        "node_id": node_id("R", repository.id),
        "name": repository.name,
        "full_name": repository.full_name,
        "private": repository.private,
        "owner": user(world, repository.owner),
        "html_url": html_url(world, repository),
        "description": None,
        "fork": repository.fork_of is not None,
        "url": url,
        **{key: url + end for key, end in _REPOSITORY_URLS.items()},
    }


def repository(world: World, found: Repository) -> Json:
    """Returns a ``repository``, as pull requests carry it."""
    page = html_url(world, found)
    host = world.server_url.partition("://")[2]
    opened = sum(issue.state == "open" for issue in found.issues.values())
    return {
        **minimal_repository(world, found),
        "clone_url": f"{page}.git",
        "git_url": f"git://{host}/{found.full_name}.git",
        "ssh_url": f"ssh://git@{host}/{found.full_name}.git",
        "svn_url": page,
        "mirror_url": None,
        "homepage": None,
        "language": "Python",
        "license": None,
        "default_branch": found.default_branch,
        "visibility": "private" if found.private else "public",
        "archived": found.archived,
        "disabled": False,
        **dict.fromkeys(("has_issues", "has_projects", "has_wiki", "has_downloads"), True),
        "has_pages": False,
        "has_discussions": False,
        "is_template": False,
        "topics": [],
        "allow_forking": True,
        "web_commit_signoff_required": False,
        **dict.fromkeys(("forks", "forks_count", "size", "stargazers_count"), 0),
        **dict.fromkeys(("watchers", "watchers_count"), 0),
        **dict.fromkeys(("open_issues", "open_issues_count"), opened),
        **dict.fromkeys(("pushed_at", "created_at", "updated_at"), START),
    }


def full_repository(world: World, found: Repository, login: str | None) -> Json:
    """Returns a ``full-repository``; `login` is who asks, ``None`` when GitHub does not say."""
    content = {**repository(world, found), "network_count": 0, "subscribers_count": 0}
    if login is not None:
        content["permissions"] = permissions(found, login)
    if found.fork_of in world.repositories:
        parent = repository(world, world.repositories[found.fork_of])
        content |= {"parent": parent, "source": parent}
    return content


def label(world: World, found: Label, home: Repository) -> Json:
    """Returns a ``label``."""
    return {
        "id": found.id,
        "node_id": node_id("LA", found.id),
        "url": f"{repository_url(world, home)}/labels/{quote(found.name, safe='')}",
        "name": found.name,
        "description": found.description,
        "color": found.color,
        "default": False,
    }


def association(home: Repository, login: str) -> str:
    """Returns what somebody is to a repository."""
    if login == home.owner:
        return "OWNER"
    return "COLLABORATOR" if login in home.roles else "NONE"


def reaction(world: World, found: Reaction) -> Json:
    """Returns a ``reaction``."""
    return {
        "id": found.id,
        "node_id": node_id("REA", found.id),
        "user": author(world, found.user),
        "content": found.content,
        "created_at": found.created_at,
    }


def rollup(found: list[Reaction], url: str) -> Json:
    """Returns the ``reaction-rollup`` of a comment at `url`."""
    counts = {content: sum(one.content == content for one in found) for content in CONTENTS}
    return {"url": f"{url}/reactions", "total_count": len(found), **counts}


def app(world: World, login: str) -> Json | None:
    """Returns the ``integration`` behind a bot, ``None`` for people."""
    found = world.users.get(login)
    if found is None or found.type != "Bot":
        return None
    slug = login.removesuffix("[bot]")
    page = f"{world.server_url}/apps/{slug}"
    return {
        "id": found.id,
        "slug": slug,
        "node_id": node_id("A", found.id),
        "owner": user(world, "ada"),
        "name": slug,
        "description": None,
        "external_url": page,
        "html_url": page,
        "created_at": START,
        "updated_at": START,
        "permissions": {"metadata": "read"},
        "events": [],
    }


def comment(world: World, home: Repository, found: Comment) -> Json:
    """Returns an ``issue-comment``."""
    url = f"{repository_url(world, home)}/issues/comments/{found.id}"
    kind = "pull" if found.number in home.pulls else "issues"
    page = f"{html_url(world, home)}/{kind}/{found.number}#issuecomment-{found.id}"
    return {
        "id": found.id,
        "node_id": node_id("IC", found.id),
        "url": url,
        "html_url": page,
        "issue_url": f"{repository_url(world, home)}/issues/{found.number}",
        "body": found.body,
        "user": author(world, found.user),
        "created_at": found.created_at,
        "updated_at": found.updated_at,
        "author_association": association(home, found.user),
        "performed_via_github_app": app(world, found.user),
        "reactions": rollup(found.reactions, url),
    }


def review_comment(world: World, home: Repository, found: ReviewComment) -> Json:
    """Returns a ``pull-request-review-comment``."""
    api = repository_url(world, home)
    url = f"{api}/pulls/comments/{found.id}"
    page = f"{html_url(world, home)}/pull/{found.number}#discussion_r{found.id}"
    pull = f"{api}/pulls/{found.number}"
    content: Json = {
        "id": found.id,
        "node_id": node_id("PRRC", found.id),
        "url": url,
        "html_url": page,
        "pull_request_url": pull,
        "pull_request_review_id": None,
        "diff_hunk": found.diff_hunk,
        "path": found.path,
        "commit_id": found.commit_id,
        "original_commit_id": found.commit_id,
        "user": author(world, found.user),
        "body": found.body,
        "created_at": found.created_at,
        "updated_at": found.updated_at,
        "author_association": association(home, found.user),
        "side": "RIGHT",
        "subject_type": "line" if found.line else "file",
        "reactions": rollup(found.reactions, url),
        "_links": {
            "self": {"href": url},
            "html": {"href": page},
            "pull_request": {"href": pull},
        },
    }
    if found.line is not None:
        content |= {"line": found.line, "original_line": found.line}
        content |= {"position": found.line, "original_position": found.line}
    if found.in_reply_to is not None:
        content["in_reply_to_id"] = found.in_reply_to
    return content
