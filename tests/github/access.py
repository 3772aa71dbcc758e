"""What a token may do, and how GitHub words its refusals."""

from __future__ import annotations

from typing import Any

from tests.github.state import LEVELS, ROLES, Kind, Level, Repository, Token

NOT_ACCESSIBLE: dict[Kind, str] = {
    "actions": "Resource not accessible by integration",
    "app": "Resource not accessible by integration",
    "fine-grained": "Resource not accessible by personal access token",
    "classic": "Must have admin rights to Repository.",
}
DOCUMENTATION = "https://docs.github.com/rest"
_WRITERS = ROLES[ROLES.index("write") :]
_SORTERS = frozenset({"issues", "pull-requests"})
"""What the role ``triage`` may write to."""


class Refusal(Exception):
    """An answer that is an error."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        errors: list[dict[str, Any]] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}
        self.body: dict[str, Any] = {"message": message}
        if errors is not None:
            self.body["errors"] = errors
        self.body |= {"documentation_url": DOCUMENTATION, "status": str(status)}


def not_found() -> Refusal:
    """Returns what is said of things that are not there, or not for these eyes."""
    return Refusal(404, "Not Found")


def moved(url: str) -> Refusal:
    """Returns the way to a repository that has another name now."""
    refusal = Refusal(301, "Moved Permanently", headers={"location": url})
    refusal.body["url"] = url
    return refusal


def invalid(
    resource: str, code: str, field: str | None = None, message: str | None = None
) -> Refusal:
    """Returns the refusal of a request whose content is wrong."""
    error = {"resource": resource, "code": code}
    if field is not None:
        error["field"] = field
    if message is not None:
        error["message"] = message
    return Refusal(422, "Validation Failed", errors=[error])


def sees(token: Token | None, repository: Repository) -> bool:
    """Whether a token (or nobody) knows that the repository exists."""
    if not repository.private:
        return True
    if token is None:
        return False
    if token.repositories is not None and repository.full_name not in token.repositories:
        return False
    if token.kind == "classic" and "repo" not in token.scopes:
        return False
    return token.kind in ("actions", "app") or repository.role_of(token.login) != "none"


def level(token: Token | None, repository: Repository, permission: str) -> Level:
    """Returns what a token may do with one kind of thing in a repository."""
    if token is None or not sees(token, repository):
        return "none" if repository.private else "read"
    is_of_it = token.repositories is None or repository.full_name in token.repositories
    granted = token.permissions.get(permission, "none") if is_of_it else "none"
    if token.kind in ("actions", "app"):
        return granted
    role = _level_of_role(repository.role_of(token.login), permission)
    if token.kind == "fine-grained":
        return min(granted, role, key=LEVELS.index)
    scopes = set(token.scopes)
    if permission == "workflows":
        return role if "workflow" in scopes else "none"
    may_write = "repo" in scopes or ("public_repo" in scopes and not repository.private)
    return role if may_write else min(role, "read", key=LEVELS.index)


def _level_of_role(role: str, permission: str) -> Level:
    if permission == "administration":
        return "write" if role == "admin" else "none"
    if role in _WRITERS or (role == "triage" and permission in _SORTERS):
        return "write"
    return "none" if role == "none" else "read"


def demand(
    token: Token | None,
    repository: Repository,
    permissions: tuple[str, ...],
    wanted: Level,
    *,
    by_anyone: bool = False,
    also_public: bool = True,
) -> None:
    """Raises `Refusal` unless the token may do what is `wanted`, by one of `permissions`.

    `by_anyone`: whoever reads a public repository may write this (comments). `also_public`:
    everybody may read it in a public repository, whatever the token's permissions are.
    """
    if not sees(token, repository):
        raise not_found()
    if wanted == "read" and also_public and not repository.private:
        return
    if token is None:
        raise Refusal(401, "Requires authentication")
    if wanted == "write" and repository.archived:
        raise Refusal(403, "Repository was archived so is read-only.")
    if by_anyone and _speaks_for_a_person(token) and not repository.private:
        return
    granted = max((level(token, repository, one) for one in permissions), key=LEVELS.index)
    if LEVELS.index(granted) >= LEVELS.index(wanted):
        return
    if token.kind == "classic" and not {"repo", "public_repo"} & set(token.scopes):
        raise not_found()
    needed = "; ".join(f"{one.replace('-', '_')}={wanted}" for one in permissions)
    headers = {} if token.kind == "classic" else {"x-accepted-github-permissions": needed}
    raise Refusal(403, NOT_ACCESSIBLE[token.kind], headers=headers)


def _speaks_for_a_person(token: Token) -> bool:
    return token.kind == "classic" and bool({"repo", "public_repo"} & set(token.scopes))
