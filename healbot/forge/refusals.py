"""Why a host refuses, and what a person can do about it.

GitHub has no codes for most reasons: they are told apart by status, header and the words of the
message. Words that nobody has seen before fall through to the message itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from healbot.forge.calls import Call
from healbot.forge.token_kinds import TokenKind, kind_of

ALLOW_ACTIONS = (
    "Allow it in the repository under Settings > Actions > General > Workflow permissions, "
    '"Allow GitHub Actions to create and approve pull requests" (an organization may have to '
    "allow it first), or use a token of a GitHub App or a personal access token."
)


@dataclass(frozen=True)
class Refusal:
    """A reason; ``{host}``, ``{repository}``, ``{purpose}`` and ``{target}`` are filled in."""

    message: str
    hint: str = ""
    is_quoted: bool = False
    """Whether the host's own words add to it."""


_BY_WORDS = (
    (
        "not permitted to create or approve pull requests",
        Refusal("GitHub Actions may not open pull requests in {repository}.", ALLOW_ACTIONS),
    ),
    (
        "archived so is read-only",
        Refusal(
            "{repository} is archived: nothing in it can be changed.",
            "Unarchive it under Settings > General, or work in a fork.",
        ),
    ),
    (
        "ip allow list",
        Refusal(
            "The organization lets only some addresses use its repositories; this machine's is "
            "none of them.",
            "Run healbot on a runner whose address is on the organization's IP allow list.",
        ),
    ),
    (
        "suspended",
        Refusal(
            "{host} refuses the token: its account or its app is suspended.",
            "Look at the account; an administrator can lift it.",
        ),
    ),
    (
        "no commits between",
        Refusal(
            "{host} opens no pull request: the branch has no commit that the base lacks.",
            "It may have been merged in the meantime.",
        ),
    ),
    (
        "head is invalid",
        Refusal(
            "{repository} has not the branch that the pull request is for.",
            "It may have been deleted in the meantime: publish again.",
        ),
    ),
    (
        "base is invalid",
        Refusal(
            "{repository} has not the branch that the pull request shall be merged into.",
            "It may have been deleted or renamed: name another base.",
        ),
    ),
    (
        "draft pull requests are not supported",
        Refusal(
            "{repository} cannot have draft pull requests.",
            "Turn drafts off for healbot, or change the plan.",
        ),
    ),
    (
        "body is too long",
        Refusal("{host} refuses to {purpose}: the text is too long.", is_quoted=True),
    ),
    (
        "reviews may only be requested from collaborators",
        Refusal(
            "{host} asks none of the reviewers: one of them is no collaborator of {repository}.",
            "Name people and teams that may read the repository.",
        ),
    ),
    (
        "review cannot be requested from pull request author",
        Refusal(
            "{host} does not ask the author of a pull request for a review of it.",
            "Name somebody else as reviewer.",
        ),
    ),
)


def refusal(
    status: int, message: str, headers: Mapping[str, str], call: Call, token: str
) -> Refusal | None:
    """Returns the reason for an answer of 400 to 499, ``None`` for one that speaks for itself.

    `headers` are by lower-case name.
    """
    said = message.lower()
    if status == 401:
        return _bad_token(said, headers)
    if ("x-github-sso" in headers and status in (403, 404)) or "saml" in said:
        return _SSO
    for words, known in _BY_WORDS:
        if words in said:
            return known
    if status == 404:
        return _missing(call, headers, token)
    if status == 410:
        gone = "{repository} has it no more: {target}" if call.target else "{repository} is gone"
        return Refusal(gone + " (410).", is_quoted=True)
    if status == 451:
        return Refusal("{repository} is blocked (451).", is_quoted=True)
    if status == 403:
        return _forbidden(said, headers, call, token)
    return None


def missing_permission_hint(call: Call, token: str) -> str:
    """Returns how to give this kind of token what `call` takes."""
    kind, needed = kind_of(token), " and ".join(f"`{name}`" for name in call.permissions)
    if kind.has_scopes:
        return "A classic token needs the scope `repo` (`public_repo` for a public repository)."
    if kind is TokenKind.FINE_GRAINED:
        return f"Give the token the repository permissions {needed} in its settings."
    hint = f"Write {needed} under `permissions:` of the workflow's job."
    if kind is not TokenKind.ACTIONS:
        hint += " A GitHub App needs the same in its settings, and its owner has to accept it."
    if any(name.endswith(": write") for name in call.permissions):
        hint += " Runs for forks and for Dependabot get a token that only reads."
    return hint


_SSO = Refusal(
    "The organization of {repository} demands single sign-on, and the token has not passed it.",
    "Authorize the token for the organization: Settings > Developer settings > the token > "
    "Configure SSO.",
)


def _bad_token(said: str, headers: Mapping[str, str]) -> Refusal:
    if "x-github-otp" in headers or "two-factor" in said:
        return Refusal("{host} asks for a one-time password (401).", "Use a token, not a password.")
    return Refusal(
        "{host} refuses the token (401).",
        "It is wrong, expired, revoked, or for another host: look at GH_TOKEN and GITHUB_TOKEN.",
        is_quoted=bool(said) and said not in ("bad credentials", "requires authentication"),
    )


def _missing(call: Call, headers: Mapping[str, str], token: str) -> Refusal:
    """GitHub says 404 of what a token may not see, and to a classic one also of what it may not
    change."""
    scopes = {scope.strip() for scope in headers.get("x-oauth-scopes", "repo").split(",")}
    lacks = kind_of(token).has_scopes and not scopes & {"repo", "public_repo"}
    if call.target:
        return Refusal(
            "{repository} has no {target}, or the token may not see it (404).",
            missing_permission_hint(call, token)
            if lacks
            else "Check the number, the repository and what the token may read.",
        )
    return Refusal(
        "{host} shows this token no repository {repository} (404).",
        missing_permission_hint(call, token)
        if lacks
        else "Check the name; a private repository is hidden from a token that may not read it.",
    )


def _forbidden(said: str, headers: Mapping[str, str], call: Call, token: str) -> Refusal | None:
    asks = headers.get("x-accepted-github-permissions", "") or headers.get(
        "x-accepted-oauth-scopes", ""
    )
    lacks = (
        "resource not accessible" in said
        or "must have" in said
        or "permission" in said
        or "scope" in said
    )
    if not call.permissions or not (lacks or asks):
        return None
    return Refusal(
        "The token may not {purpose} in {repository} (403).",
        missing_permission_hint(call, token),
        is_quoted="resource not accessible" not in said,
    )
