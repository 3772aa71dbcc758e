"""What a token is, whose it is, and what it cannot do: asked with cheap reads, said in sentences.

Whether a token may write shows only when it writes: no read tells it. What is said here is what a
person should know before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from healbot.core.errors import ForgeUnusable
from healbot.core.forge import RepositoryFacts
from healbot.forge import calls
from healbot.forge.calls import Call
from healbot.forge.host import GitHub
from healbot.forge.token_kinds import TokenKind, kind_of
from healbot.forge.wire import Wire

ACTIONS_LOGIN = "github-actions[bot]"
_WHO = "query { viewer { login } }"


@dataclass(frozen=True)
class TokenFacts:
    """What is known about a token."""

    kind: TokenKind
    login: str
    """Who acts when it is used, ``""`` when the host does not say."""
    starts_ci: bool | None
    """Whether workflows start by themselves on what it pushes and opens; ``None`` for unknown."""
    cannot: tuple[str, ...]
    """What healbot would want to do with it and cannot, one sentence each."""

    @property
    def ci_sentence(self) -> str:
        """What `starts_ci` means for a reader, ``""`` when it is nothing to care about."""
        if self.starts_ci is None:
            return "Whether CI starts by itself on healbot's pull requests is not known."
        if self.starts_ci:
            return ""
        return (
            "CI does not start by itself on healbot's pull requests: somebody with write access "
            "has to approve it there, or healbot needs a token of a GitHub App or a personal "
            "access token."
        )


def token_facts(forge: GitHub) -> TokenFacts:
    """Returns what is known about the forge's token.

    Raises `healbot.core.errors.ForgeUnusable` when the host refuses the token altogether or shows
    it no such repository, `healbot.core.errors.EnvironmentProblem` when the host does not answer.
    """
    wire = forge.wire
    facts = forge.facts()
    kind, login = kind_of(wire.scene.token), _login(wire)
    if kind is TokenKind.INSTALLATION and login:
        kind = TokenKind.ACTIONS if login == ACTIONS_LOGIN else TokenKind.APP
    starts_ci = (
        None
        if kind in (TokenKind.INSTALLATION, TokenKind.UNKNOWN)
        else (kind is not TokenKind.ACTIONS)
    )
    cannot = (*_cannot_write(forge, facts, kind), *_cannot_read(wire))
    return TokenFacts(kind, login, starts_ci, cannot)


def _login(wire: Wire) -> str:
    """Returns who acts; the query works for every kind of token, unlike ``GET /user``."""

    def ask() -> str:
        _, data = wire.requester.graphql_query(_WHO, {})
        login = data["data"]["viewer"]["login"]
        return login if isinstance(login, str) else ""

    try:
        return wire.read(calls.read_token(), ask)
    except ForgeUnusable:
        return ""


def _cannot_write(forge: GitHub, facts: RepositoryFacts, kind: TokenKind) -> Iterator[str]:
    name = str(forge.repository)
    if facts.is_archived:
        yield f"{name} is archived: nothing in it can be changed."
    # Of the answer with the repository; PyGithub declares it as the None that it begins with.
    scopes = cast("list[str] | None", forge.wire.requester.oauth_scopes)
    wanted = {"repo"} if facts.is_private else {"repo", "public_repo"}
    if kind.has_scopes and scopes is not None and not wanted & {scope.strip() for scope in scopes}:
        yield (
            f"The token cannot push to {name} nor open pull requests in it: it lacks the scope "
            f"`{min(wanted)}`."
        )
    elif facts.may_push is False:
        yield f"The token cannot push to {name}: whoever it belongs to has no write access there."


def _cannot_read(wire: Wire) -> Iterator[str]:
    probes: tuple[tuple[Call, str], ...] = (
        (calls.read_branch(), "/branches"),
        (calls.read_runs(), "/actions/runs"),
        (calls.read_pull_requests(), "/pulls"),
    )
    for call, route in probes:
        if not _may_read(wire, call, route):
            needed = " and ".join(f"`{name}`" for name in call.permissions)
            yield f"The token cannot {call.purpose}: it lacks {needed}."


def _may_read(wire: Wire, call: Call, route: str) -> bool:
    def ask() -> Any:
        return wire.requester.requestJsonAndCheck("GET", wire.path(route), {"per_page": 1})

    try:
        wire.read(call, ask)
    except ForgeUnusable:
        return False
    return True
