"""A repository on GitHub, seen through its API by one token."""

from __future__ import annotations

from typing import get_args
from urllib.parse import quote

from healbot.core.errors import ForgeUnusable
from healbot.core.forge import Permission, Repository, RepositoryFacts
from healbot.forge import calls
from healbot.forge.addresses import PUBLIC_API, PUBLIC_SERVER, Addresses
from healbot.forge.clock import Clock, SystemClock
from healbot.forge.comments import Comments
from healbot.forge.faults import Unreadable
from healbot.forge.names import is_branch, is_login
from healbot.forge.pull_requests import PullRequests
from healbot.forge.reading import facts_of
from healbot.forge.token_kinds import kind_of
from healbot.forge.wire import Wire
from healbot.forge.workflow_runs import WorkflowRuns


def open_forge(
    repository: Repository,
    token: str,
    *,
    api_url: str = PUBLIC_API,
    server_url: str = PUBLIC_SERVER,
    clock: Clock | None = None,
) -> GitHub:
    """Returns the repository as `token` sees it; nothing is asked of the host yet.

    `api_url` and `server_url` must come from the command line or the environment, never from a
    repository's configuration. Raises `healbot.core.errors.UsageError` for unfit addresses and
    `healbot.core.errors.ForgeUnusable` for a text that is no token.
    """
    addresses = Addresses.parse(api_url, server_url)
    checked = Repository.parse(str(repository))
    return GitHub(Wire(checked, _checked(token), addresses, clock or SystemClock()))


def _checked(token: str) -> str:
    stripped = token.strip()
    if not stripped:
        raise ForgeUnusable(
            "There is no token for GitHub.",
            hint="Set GITHUB_TOKEN; in a workflow, pass the input github-token.",
        )
    if not all("!" <= character <= "~" for character in stripped):
        raise ForgeUnusable(
            "The token for GitHub has characters in it that no token has.",
            hint="Look at GITHUB_TOKEN: it may hold two lines, or more than the token.",
        )
    return stripped


class GitHub(WorkflowRuns, PullRequests, Comments):
    """Implements `healbot.forge_port.Forge`."""

    def facts(self) -> RepositoryFacts:
        """Returns what the repository is and allows."""

        def read() -> RepositoryFacts:
            found = self._repo.complete()
            kind = kind_of(self.wire.scene.token)
            facts = facts_of(found, is_installation=kind.is_installation)
            self._check_name(found.full_name)
            return facts

        return self.wire.read(calls.read_repository(), read)

    def permission_of(self, user: str) -> Permission:
        """Returns what `user` may do; ``none`` for strangers and for what can be no user."""
        if not is_login(user):
            return "none"

        def ask() -> Permission:
            route = self.wire.path(f"/collaborators/{quote(user)}/permission")
            _, data = self.wire.requester.requestJsonAndCheck("GET", route)
            return _permission_in(data)

        return self.wire.read_if_any(calls.read_permission(user), ask) or "none"

    def head_of(self, branch: str) -> str | None:
        """Returns the commit of a branch, ``None`` when there is none."""
        if not is_branch(branch):
            return None

        def read() -> str:
            sha = self._repo.get_git_ref(f"heads/{branch}").object.sha
            if not isinstance(sha, str):
                raise Unreadable("the commit of a branch")
            return sha

        return self.wire.read_if_any(calls.read_branch(), read)

    def _check_name(self, name: str | None) -> None:
        """GitHub goes on answering to an old name, but pull requests have the new one."""
        if not isinstance(name, str) or name.lower() == str(self.repository).lower():
            return
        shown = self.wire.scene.shown(name)
        raise ForgeUnusable(
            f"{self.repository} is called {shown} now.", hint=f"Use the new name: {shown}"
        )


def _permission_in(data: object) -> Permission:
    """Returns the permission in an answer: of the role when it has a standard one (``triage`` and
    ``maintain`` show only there), else the one that a custom role is made from."""
    known: dict[object, Permission] = {name: name for name in get_args(Permission)}
    said = (data.get("role_name"), data.get("permission")) if isinstance(data, dict) else ()
    for name in said:
        if isinstance(name, str) and name in known:
            return known[name]
    raise Unreadable("a permission")
