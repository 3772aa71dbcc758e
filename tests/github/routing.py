"""Requests, answers, and which function answers which operation of the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode

from tests.github.access import Refusal, demand, moved, not_found
from tests.github.state import Comment, Issue, Level, Pull, Repository, Token
from tests.github.world import World


@dataclass(frozen=True)
class Answer:
    """What goes back: JSON, or nothing when `body` is ``None``."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """A request for one operation, by whoever the token says (``None`` is nobody)."""

    world: World
    token: Token | None
    path: str
    """Without the prefix of the API."""
    parameters: Mapping[str, str]
    """Of the path."""
    query: Mapping[str, str]
    body: Any

    @property
    def repository(self) -> Repository:
        """The repository that the path names; names are not case-sensitive."""
        wanted = f"{self.parameters['owner']}/{self.parameters['repo']}"
        found = self.world.find(wanted)
        if found is not None:
            return found
        if wanted.lower() in self.world.renamed:
            rest = self.path.split("/")[4:]
            now = "/".join(["/repos", self.world.renamed[wanted.lower()], *rest])
            raise moved(f"{self.world.api_url}{now}")
        raise not_found()

    @property
    def login(self) -> str:
        """Who asks."""
        if self.token is None:
            raise Refusal(401, "Requires authentication")
        return self.token.login

    def number(self, name: str) -> int:
        """Returns a parameter of the path that is a number."""
        try:
            return int(self.parameters[name])
        except ValueError:
            raise not_found() from None

    def issue(self) -> Issue:
        """Returns the issue or pull request of an issue's path."""
        return _known(self.repository.issues, self.number("issue_number"))

    def pull(self) -> Pull:
        """Returns the pull request of a pull request's path."""
        return _known(self.repository.pulls, self.number("pull_number"))

    def comment(self) -> tuple[Issue, Comment]:
        """Returns the comment of an issue comment's path, and where it is."""
        wanted = self.number("comment_id")
        for issue in self.repository.issues.values():
            for comment in issue.comments:
                if comment.id == wanted:
                    return issue, comment
        raise not_found()

    def paged(self, items: Sequence[Any], key: str = "") -> Answer:
        """Returns one page of a list; `key` names it in an object that counts the whole."""
        size = min(max(int(self.query.get("per_page", 30)), 1), 100)
        page = max(int(self.query.get("page", 1)), 1)
        last = max(1, -(-len(items) // size))
        shown: Any = list(items[(page - 1) * size : page * size])
        if key:
            shown = {"total_count": len(items), key: shown}
        links = []
        for name, number, is_shown in (
            ("prev", page - 1, page > 1),
            ("next", page + 1, page < last),
            ("last", last, page < last),
            ("first", 1, page > 1),
        ):
            if is_shown:
                query = urlencode({**self.query, "page": number})
                links.append(f'<{self.world.api_url}{self.path}?{query}>; rel="{name}"')
        return Answer(body=shown, headers={"link": ", ".join(links)} if links else {})


Handler = Callable[[Request], Answer]
HANDLERS: dict[str, Handler] = {}
"""By the ids of operations."""
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


def _known(things: Mapping[_Key, _Value], key: _Key) -> _Value:
    if key not in things:
        raise not_found()
    return things[key]


def handles(
    operation: str,
    *,
    read: str = "",
    write: str = "",
    by_anyone: bool = False,
    also_public: bool = True,
) -> Callable[[Handler], Handler]:
    """Registers a function for an operation.

    `read` or `write` are the permissions (by a space, one is enough) that the token needs in the
    repository of the path; for the rest see `tests.github.access.demand`.
    """
    wanted: Level = "write" if write else "read"
    permissions = tuple((write or read).split())

    def register(handler: Handler) -> Handler:
        def guarded(request: Request) -> Answer:
            if permissions:
                demand(
                    request.token,
                    request.repository,
                    permissions,
                    wanted,
                    by_anyone=by_anyone,
                    also_public=also_public,
                )
            return handler(request)

        HANDLERS[operation] = guarded
        return handler

    return register
