"""Calls of the host's API: how often they are tried and what their failures become.

PyGithub's own retries are off. `GithubRetry` obeys any ``Retry-After`` of a 403, be it an hour,
takes a 429 for something else, knows no deadline over several calls, and repeats writes whose
answer got lost, which makes a second pull request. Here reads are tried again within a deadline,
and a write whose answer got lost is tried again only after a look has shown that it was not done.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from healbot.core.errors import HealbotError
from healbot.core.forge import Repository
from healbot.forge.addresses import Addresses
from healbot.forge.calls import Call, read_repository
from healbot.forge.clock import Clock
from healbot.forge.faults import Effect, Fault, Scene, Unreadable, answer_in, of_exception

if TYPE_CHECKING:
    from github import Github
    from github.Requester import Requester

T = TypeVar("T")

TIMEOUT = 15
"""Seconds without a byte after which a call has failed."""
DEADLINE = 120.0
"""Seconds for one call with all that is tried for it; a wait that would end later is not begun."""
LONGEST_WAIT = 60.0
"""Seconds; GitHub asks for a minute where it does not say how long."""
PAUSES = (1.0, 4.0, 15.0)
"""Seconds before the second, third and fourth try of a read."""
PAUSE_OF_WRITE = 2.0
"""Seconds before the look that follows a lost answer: what was written is not listed at once."""
SECONDS_BETWEEN_WRITES = 1.0
"""What GitHub asks for ("Best practices for using the REST API")."""


class Wire:
    """Calls of one host about one repository with one token."""

    def __init__(
        self, repository: Repository, token: str, addresses: Addresses, clock: Clock
    ) -> None:
        self.repository = repository
        self.addresses = addresses
        self.clock = clock
        self.scene = Scene(addresses.title, str(repository), token, clock.now)
        self._github: Github | None = None
        self._repository_is_seen = False

    @property
    def github(self) -> Github:
        """PyGithub's own object, made on first use.

        It is lazy: an object of a known number is not read before something is done with it.
        """
        if self._github is None:
            from github import Auth, Github

            self._github = Github(
                auth=Auth.Token(self.scene.token),
                base_url=self.addresses.api_url,
                timeout=TIMEOUT,
                user_agent="healbot",
                per_page=100,
                retry=None,
                seconds_between_requests=0,
                # A server on this machine is no public service that would mind.
                seconds_between_writes=(
                    0 if self.addresses.is_on_this_machine else SECONDS_BETWEEN_WRITES
                ),
                lazy=True,
            )
        return self._github

    @property
    def requester(self) -> Requester:
        """What sends PyGithub's requests."""
        return self.github.requester

    def close(self) -> None:
        """Ends the connection; the next call opens another one."""
        if self._github is not None:
            self._github.close()
            self._github = None

    def path(self, rest: str = "") -> str:
        """Returns the route of something in the repository."""
        return f"/repos/{self.repository}{rest}"

    def read(self, call: Call, do: Callable[[], T]) -> T:
        """Returns what `do` returns; tries again while that may help.

        `do` must leave no work for later: lists are read to their end in it. Raises
        `healbot.core.errors.ForgeUnusable` or `healbot.core.errors.EnvironmentProblem`.
        """
        give_up = self.clock.now() + DEADLINE
        pauses = iter(PAUSES)
        while True:
            result = self._try(call, do)
            if not isinstance(result, Fault):
                return result
            self._wait_or_raise(result, next(pauses, None), give_up)

    def read_if_any(self, call: Call, do: Callable[[], T]) -> T | None:
        """Returns what `do` returns, ``None`` where the host says that there is no such thing.

        A repository that the token may not see looks the same to each single call; that one is
        raised, once it has been asked for.
        """
        result = self.read(call, lambda: _none_if_missing(do))
        if result is None and not self._repository_is_seen:
            self.read(read_repository(), self._see_repository)
        return result

    def _see_repository(self) -> None:
        _, data = self.requester.requestJsonAndCheck("GET", self.path())
        if not isinstance(data, dict) or "full_name" not in data:
            raise Unreadable("the repository's name")
        self._repository_is_seen = True

    def write(self, call: Call, do: Callable[[], T], look: Callable[[], T | None]) -> T:
        """Returns what `do` returns, or what `look` finds when the answer of `do` got lost.

        `look` reads whether the write has been done and returns its result, ``None`` when it has
        not. `do` is called at most twice. Raises as `read` does.
        """
        give_up = self.clock.now() + DEADLINE
        pauses = iter([PAUSE_OF_WRITE])
        while True:
            result = self._try(call, do)
            if not isinstance(result, Fault):
                return result
            pause = next(pauses, None)
            if result.effect is Effect.UNKNOWN:
                self.clock.sleep(PAUSE_OF_WRITE)
                pause = None if pause is None else 0.0
                found = self._look(call, look, result)
                if found is not None:
                    return found
            self._wait_or_raise(result, pause, give_up)

    def _look(self, call: Call, look: Callable[[], T | None], lost: Fault) -> T | None:
        """Raises the fault of the write when nobody can tell whether it was done."""
        try:
            return self.read(call, look)
        except HealbotError as error:
            raise lost.error from error

    def _try(self, call: Call, do: Callable[[], T]) -> T | Fault:
        import requests
        import urllib3
        from github import BadAttributeException, GithubException

        try:
            return do()
        except HealbotError:
            raise
        except (
            GithubException, BadAttributeException, requests.RequestException,
            urllib3.exceptions.HTTPError, OSError, ValueError, TypeError, LookupError,
            AttributeError, AssertionError, RuntimeError,
        ) as error:  # fmt: skip
            # The last six are how PyGithub takes an answer that is none of GitHub's.
            return of_exception(error, call, self.scene)

    def _wait_or_raise(self, fault: Fault, pause: float | None, give_up: float) -> None:
        wait = None if pause is None else max(pause, fault.wait or 0.0)
        if fault.effect is Effect.NONE or wait is None or wait > LONGEST_WAIT:
            raise fault.error
        if self.clock.now() + wait > give_up:
            raise fault.error
        self.clock.sleep(wait)


def _none_if_missing(do: Callable[[], T]) -> T | None:
    from github import GithubException

    try:
        return do()
    except GithubException as error:
        answer = answer_in(error)
        # A page of a proxy says nothing about what the host has.
        if answer is not None and answer.status == 404 and answer.is_from_host:
            return None
        raise
