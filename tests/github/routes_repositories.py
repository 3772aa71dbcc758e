"""Repositories, people, branches, references, commits and files."""

from __future__ import annotations

import fnmatch
import time
from typing import Any
from urllib.parse import quote

from tests.github import shapes, shapes_git
from tests.github.access import NOT_ACCESSIBLE, Refusal, not_found, sees
from tests.github.routing import Answer, Request, handles
from tests.github.state import Rule

_ROOT = {
    "current_user_url": "user",
    "current_user_authorizations_html_url": "settings/connections/applications{/client_id}",
    "authorizations_url": "authorizations",
    "code_search_url": "search/code?q={query}",
    "commit_search_url": "search/commits?q={query}",
    "emails_url": "user/emails",
    "emojis_url": "emojis",
    "events_url": "events",
    "feeds_url": "feeds",
    "followers_url": "user/followers",
    "following_url": "user/following{/target}",
    "gists_url": "gists{/gist_id}",
    "issue_search_url": "search/issues?q={query}",
    "issues_url": "issues",
    "keys_url": "user/keys",
    "label_search_url": "search/labels?q={query}",
    "notifications_url": "notifications",
    "organization_url": "orgs/{org}",
    "organization_repositories_url": "orgs/{org}/repos",
    "organization_teams_url": "orgs/{org}/teams",
    "public_gists_url": "gists/public",
    "rate_limit_url": "rate_limit",
    "repository_url": "repos/{owner}/{repo}",
    "repository_search_url": "search/repositories?q={query}",
    "current_user_repositories_url": "user/repos",
    "starred_url": "user/starred{/owner}{/repo}",
    "starred_gists_url": "gists/starred",
    "user_url": "users/{user}",
    "user_organizations_url": "user/orgs",
    "user_repositories_url": "users/{user}/repos",
    "user_search_url": "search/users?q={query}",
}
"""What the root tells, below the API's address."""


@handles("meta/root")
def _root(request: Request) -> Answer:
    api = request.world.api_url
    return Answer(body={name: f"{api}/{path}" for name, path in _ROOT.items()})


@handles("rate-limit/get")
def _rate_limit(request: Request) -> Answer:
    token = request.token
    limit, left = (token.limit, token.remaining) if token is not None else (60, 60)
    reset = token.reset if token is not None and token.reset else int(time.time()) + 3600
    rate = {"limit": limit, "remaining": left, "reset": reset, "used": limit - left}
    return Answer(body={"resources": {"core": rate, "search": rate}, "rate": rate})


@handles("users/get-authenticated")
def _me(request: Request) -> Answer:
    user = request.world.users[request.login]
    if request.token is not None and request.token.kind in ("actions", "app"):
        raise Refusal(403, NOT_ACCESSIBLE[request.token.kind])
    return Answer(body=shapes.private_user(request.world, user))


@handles("users/get-by-username")
def _user(request: Request) -> Answer:
    user = request.world.users.get(request.parameters["username"])
    if user is None:
        raise not_found()
    return Answer(body=shapes.public_user(request.world, user))


@handles("apps/list-repos-accessible-to-installation")
def _installation(request: Request) -> Answer:
    token = request.token
    if token is None or token.kind not in ("actions", "app"):
        raise Refusal(403, "You must authenticate with an installation access token.")
    world, names = request.world, token.repositories
    found = [
        shapes.repository(world, repository)
        for name, repository in world.repositories.items()
        if names is None or name in names
    ]
    return request.paged(found, "repositories")


@handles("repos/get")
def _repository(request: Request) -> Answer:
    repository, token = request.repository, request.token
    if not sees(token, repository):
        raise not_found()
    content = shapes.full_repository(
        request.world, repository, token.login if token is not None else None
    )
    if token is not None and token.kind in ("actions", "app"):
        # GitHub does so whatever the installation has been granted.
        content["permissions"] = dict.fromkeys(content["permissions"], False)
    return Answer(body=content)


@handles("repos/get-collaborator-permission-level", read="metadata contents", also_public=True)
def _permission(request: Request) -> Answer:
    repository, world = request.repository, request.world
    if request.token is None:
        raise Refusal(401, "Requires authentication")
    if request.token.kind in ("classic", "fine-grained"):
        role = repository.role_of(request.token.login)
        if role not in ("write", "maintain", "admin"):
            raise Refusal(403, "Must have push access to view collaborator permission.")
    login = request.parameters["username"]
    if login not in world.users:
        raise Refusal(404, f"{login} is not a user")
    role = repository.role_of(login)
    coarse = {"triage": "read", "maintain": "write"}.get(role, role)
    flags = shapes.permissions(repository, login)
    user = {**shapes.user(world, login), "permissions": flags, "role_name": role}
    return Answer(body={"permission": coarse, "role_name": role, "user": user})


@handles("repos/check-collaborator", read="metadata contents")
def _is_collaborator(request: Request) -> Answer:
    login = request.parameters["username"]
    if login not in request.repository.roles and login != request.repository.owner:
        raise not_found()
    return Answer(204)


# Branches and references -------------------------------------------------------------------------


@handles("repos/list-branches", read="contents")
def _branches(request: Request) -> Answer:
    repository = request.repository
    api = shapes.repository_url(request.world, repository)
    found = [
        {
            "name": (branch := name.removeprefix("refs/heads/")),
            "commit": {"sha": sha, "url": f"{api}/commits/{sha}"},
            "protected": bool(repository.rules_for(branch)),
        }
        for name, sha in repository.git.refs().items()
    ]
    if "protected" in request.query:
        wanted = request.query["protected"] == "true"
        found = [branch for branch in found if branch["protected"] == wanted]
    return request.paged(found)


@handles("repos/get-branch", read="contents")
def _branch(request: Request) -> Answer:
    repository, world, name = request.repository, request.world, request.parameters["branch"]
    sha = repository.git.branch(name)
    if sha is None:
        raise Refusal(404, "Branch not found")
    url = f"{shapes.repository_url(world, repository)}/branches/{quote(name)}"
    page = f"{shapes.html_url(world, repository)}/tree/{quote(name)}"
    rules = repository.rules_for(name)
    return Answer(
        body={
            "name": name,
            "commit": shapes_git.commit(world, repository, repository.git.commit(sha)),
            "_links": {"self": url, "html": page},
            "protected": bool(rules),
            "protection": {"enabled": any(rule.kind == "protection" for rule in rules)},
            "protection_url": f"{url}/protection",
        }
    )


@handles("repos/get-branch-protection", read="administration", also_public=False)
def _protection(request: Request) -> Answer:
    name = request.parameters["branch"]
    rules = [rule for rule in request.repository.rules_for(name) if rule.kind == "protection"]
    if not rules:
        raise Refusal(404, "Branch not protected")
    api = shapes.repository_url(request.world, request.repository)
    url = f"{api}/branches/{quote(name)}/protection"
    content: dict[str, Any] = {
        "url": url,
        "enforce_admins": {"url": f"{url}/enforce_admins", "enabled": True},
        "allow_force_pushes": {"enabled": not any(rule.forbids_force_push for rule in rules)},
        "allow_deletions": {"enabled": not any(rule.forbids_deletion for rule in rules)},
        "required_signatures": {
            "url": f"{url}/required_signatures",
            "enabled": any(rule.requires_signatures for rule in rules),
        },
    }
    if any(rule.requires_pull_request for rule in rules):
        content["required_pull_request_reviews"] = {
            "url": f"{url}/required_pull_request_reviews",
            "dismiss_stale_reviews": False,
            "require_code_owner_reviews": False,
            "required_approving_review_count": 1,
        }
    return Answer(body=content)


@handles("repos/get-branch-rules", read="metadata contents")
def _rules(request: Request) -> Answer:
    repository, name = request.repository, request.parameters["branch"]
    found = []
    for number, rule in enumerate(repository.rules, start=1):
        if rule.kind == "ruleset" and fnmatch.fnmatchcase(name, rule.pattern):
            origin = {
                "ruleset_source_type": "Repository",
                "ruleset_source": repository.full_name,
                "ruleset_id": number,
            }
            found += [{**kind, **origin} for kind in _rule_kinds(rule)]
    return request.paged(found)


def _rule_kinds(rule: Rule) -> list[dict[str, Any]]:
    kinds: list[dict[str, Any]] = []
    if rule.forbids_creation:
        kinds.append({"type": "creation"})
    if rule.forbids_deletion:
        kinds.append({"type": "deletion"})
    if rule.forbids_force_push:
        kinds.append({"type": "non_fast_forward"})
    if rule.requires_signatures:
        kinds.append({"type": "required_signatures"})
    if rule.requires_pull_request:
        flags = (
            "dismiss_stale_reviews_on_push",
            "require_code_owner_review",
            "require_last_push_approval",
            "required_review_thread_resolution",
        )
        parameters = {**dict.fromkeys(flags, False), "required_approving_review_count": 1}
        kinds.append({"type": "pull_request", "parameters": parameters})
    return kinds


@handles("git/get-ref", read="contents")
def _ref(request: Request) -> Answer:
    name = f"refs/{request.parameters['ref']}"
    sha = request.repository.git.refs(name).get(name)
    if sha is None:
        raise not_found()
    return Answer(body=shapes_git.reference(request.world, request.repository, name, sha))


@handles("git/list-matching-refs", read="contents")
def _matching_refs(request: Request) -> Answer:
    start = f"refs/{request.parameters['ref']}"
    found = [
        shapes_git.reference(request.world, request.repository, name, sha)
        for name, sha in request.repository.git.refs("refs/").items()
        if name.startswith(start)
    ]
    return Answer(body=found)
