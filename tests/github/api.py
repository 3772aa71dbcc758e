"""The REST API: who asks, whether it fits GitHub's description, and the answer."""

from __future__ import annotations

import json
import secrets
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from tests.github import (
    graphql,
    routes_actions,
    routes_commits,
    routes_issues,
    routes_pulls,
    routes_repositories,
)
from tests.github.access import Refusal
from tests.github.faults import Fault, Plan
from tests.github.openapi import Match, github
from tests.github.routing import HANDLERS, Answer, Request
from tests.github.server import Received, Reply
from tests.github.state import Token
from tests.github.world import World

ROUTES = (routes_actions, routes_commits, routes_issues, routes_pulls, routes_repositories)
"""Imported for what they register."""


@dataclass
class Call:
    """A request that the fake got, for assertions; it never holds a token's secret."""

    method: str
    path: str
    query: Mapping[str, str]
    operation: str
    """The operation's id in GitHub's description; ``""`` for a path that it does not have."""
    token: str
    """The token's name; ``""`` for none, ``unknown`` for a wrong one."""
    headers: Mapping[str, str]
    body: Any = None
    status: int = 0
    """Of the answer; 0 when none was given."""

    def __str__(self) -> str:
        return f"{self.method} {self.path} ({self.token or 'nobody'}): {self.status}"


@dataclass
class Journal:
    """What happened."""

    calls: list[Call] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    """Where a request or an answer did not fit GitHub's description."""


@dataclass(frozen=True)
class _Asked:
    """A request and what is known about it."""

    received: Received
    path: str
    query: Mapping[str, str]
    token: Token | None
    call: Call


class Api:
    """Answers the requests that are for the API."""

    def __init__(self, world: World, plan: Plan, journal: Journal, *, enterprise: bool) -> None:
        self._world = world
        self._plan = plan
        self._journal = journal
        self._prefix = "/api/v3" if enterprise else ""
        self._graphql = "/api/graphql" if enterprise else "/graphql"
        self._enterprise = enterprise

    def respond(self, received: Received) -> Reply:
        """Returns the reply to a request for the API."""
        if "user-agent" not in received.headers:
            text = b"Request forbidden by administrative rules. Please send a User-Agent header."
            return Reply.whole(403, {"content-type": "text/html"}, text)
        secret = _secret(received.headers)
        token = self._world.tokens.get(secret)
        name = token.name if token is not None else ("unknown" if secret else "")
        path = received.path.removeprefix(self._prefix) or "/"
        query = dict(parse_qsl(received.query, keep_blank_values=True))
        headers = {key: value for key, value in received.headers.items() if key != "authorization"}
        call = Call(received.method, path, query, "", name, headers)
        self._journal.calls.append(call)
        asked = _Asked(received, path, query, token, call)
        is_graphql = received.path == self._graphql
        is_api = received.path.startswith(self._prefix) and not is_graphql
        match = github().match(received.method, path) if is_api else None
        call.operation = "graphql" if is_graphql else match.operation.id if match else ""
        reply = self._with_faults(asked, match, is_known=not secret or token is not None)
        call.status = 0 if reply.drops else reply.status
        return reply

    def _with_faults(self, asked: _Asked, match: Match | None, *, is_known: bool) -> Reply:
        fault = self._plan.take(asked.call.operation) or Fault(after_doing=True)
        if not fault.after_doing:
            return fault.over(Reply(headers=self._headers(asked.token)))
        answer = self._answer(asked, match, is_known=is_known)
        return fault.over(self._reply(asked.token, answer))

    def _answer(self, asked: _Asked, match: Match | None, *, is_known: bool) -> Answer:
        try:
            if not is_known:
                raise Refusal(401, "Bad credentials")
            self._count(asked.token)
            body = self._body(asked)
            if asked.call.operation == "graphql":
                return graphql.answer(self._request(asked, {}, body))
            if match is None:
                self._violated(asked, "GitHub (or the trimmed copy of it) has no such operation")
                raise Refusal(404, "Not Found")
            return self._checked(asked, match, body)
        except Refusal as refusal:
            self._check_answer(asked, match, refusal.status, refusal.body)
            return Answer(refusal.status, refusal.body, refusal.headers)
        except Exception:
            self._violated(asked, f"the fake failed:\n{traceback.format_exc()}")
            return Answer(500, {"message": "The fake failed"})

    def _checked(self, asked: _Asked, match: Match, body: Any) -> Answer:
        has_body = body is not None
        errors = github().request_errors(match, asked.query, body, has_body=has_body)
        for error in errors:
            self._violated(asked, error)
        handler = HANDLERS.get(match.operation.id)
        if handler is None:
            raise LookupError(f"The fake does not know {match.operation.id} yet.")
        try:
            answer = handler(self._request(asked, match.parameters, body))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            if not errors:
                raise
            raise Refusal(422, "Invalid request.\n\n" + "\n".join(errors)) from error
        self._check_answer(asked, match, answer.status, answer.body)
        return answer

    def _request(self, asked: _Asked, parameters: Mapping[str, str], body: Any) -> Request:
        self._world.follow_branches()
        return Request(self._world, asked.token, asked.path, parameters, asked.query, body)

    def _body(self, asked: _Asked) -> Any:
        content = asked.received.body.read()
        if not content:
            return None
        try:
            asked.call.body = json.loads(content)
        except ValueError:
            raise Refusal(400, "Problems parsing JSON") from None
        return asked.call.body

    def _count(self, token: Token | None) -> None:
        if token is None:
            return
        if token.remaining <= 0:
            who = "installation" if token.kind in ("actions", "app") else "user"
            number = self._world.users[token.login].id
            raise Refusal(403, f"API rate limit exceeded for {who} ID {number}.")
        token.remaining -= 1

    def _check_answer(self, asked: _Asked, match: Match | None, status: int, body: Any) -> None:
        if match is not None:
            for error in github().response_errors(match, status, body):
                self._violated(asked, error)

    def _violated(self, asked: _Asked, error: str) -> None:
        call = asked.call
        self._journal.violations.append(f"{call.method} {call.path} {call.operation}: {error}")

    def _reply(self, token: Token | None, answer: Answer) -> Reply:
        body = b"" if answer.body is None else json.dumps(answer.body).encode()
        kind = {} if answer.body is None else {"content-type": "application/json; charset=utf-8"}
        headers = {**self._headers(token), **kind, **answer.headers}
        return Reply.whole(answer.status, headers, body)

    def _headers(self, token: Token | None) -> dict[str, str]:
        limit, left = (token.limit, token.remaining) if token is not None else (60, 59)
        reset = token.reset if token is not None and token.reset else int(time.time()) + 3600
        headers = {
            "x-github-request-id": secrets.token_hex(8).upper(),
            "x-github-media-type": "github.v3; format=json",
            "x-github-api-version-selected": "2022-11-28",
            "x-ratelimit-limit": str(limit),
            "x-ratelimit-remaining": str(left),
            "x-ratelimit-used": str(limit - left),
            "x-ratelimit-reset": str(reset),
            "x-ratelimit-resource": "core",
        }
        if token is not None and token.kind == "classic":
            headers["x-oauth-scopes"] = ", ".join(token.scopes)
        if self._enterprise:
            headers["x-github-enterprise-version"] = "3.20.1"
        return headers


def _secret(headers: Mapping[str, str]) -> str:
    scheme, _, secret = headers.get("authorization", "").partition(" ")
    return secret.strip() if scheme.lower() in ("token", "bearer") else scheme
