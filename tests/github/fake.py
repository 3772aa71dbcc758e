"""A GitHub on loopback: API, Git over HTTP and logs, from one server and one state.

    with fake_github(tmp_path) as fake:
        repository = fake.add_repository("ada/report", source=project.root)
        token = fake.token("actions", {"contents": "write", "pull-requests": "write"})
        ...  # PyGithub with fake.api_url; git push to fake.server_url + "/ada/report.git"
        assert repository.pulls[1].title == "…"

When the block ends without an error, every request and answer must have fitted GitHub's OpenAPI
description.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.github.api import Api, Call, Journal
from tests.github.faults import Fault, Plan
from tests.github.git_server import GitServer, is_for_git
from tests.github.logs import download
from tests.github.routes_actions import LOGS_PATH
from tests.github.server import Received, Reply, Server
from tests.github.world import World


class FakeGitHub(World):
    """The fake; its state (see `World`) may be read and changed at any time."""

    def __init__(self, folder: Path, *, enterprise: bool = False) -> None:
        """Starts the server; repositories are kept in `folder`.

        `enterprise`: the API is below ``/api/v3``, as a GitHub Enterprise Server has it.
        """
        self._server = Server(self._respond)
        url = self._server.url
        super().__init__(folder, url, f"{url}/api/v3" if enterprise else url)
        self.journal = Journal()
        self.plan = Plan()
        self._lock = threading.RLock()
        self._api = Api(self, self.plan, self.journal, enterprise=enterprise)
        self._git = GitServer(self, self.plan, self.journal, self._lock)
        self._server.start()

    @property
    def calls(self) -> list[Call]:
        """All requests up to now."""
        return self.journal.calls

    @property
    def violations(self) -> list[str]:
        """Where a request or an answer did not fit GitHub's description, up to now."""
        return self.journal.violations

    def calls_of(self, operation: str) -> list[Call]:
        """Returns the requests for one operation, such as ``pulls/create``."""
        return [call for call in self.calls if call.operation == operation]

    @property
    def writes(self) -> list[Call]:
        """The requests that changed something, or tried to."""
        reads = ("GET", "HEAD")
        return [
            call
            for call in self.calls
            if call.method not in reads
            and call.operation != "git/upload-pack"
            and not _only_asks(call)
        ]

    def fail(self, on: str, fault: Fault, *, times: int = 1, skip: int = 0) -> None:
        """Lets requests go wrong; see `Plan.add`."""
        self.plan.add(on, fault, times=times, skip=skip)

    def before(self, on: str, action: Callable[[], object], *, skip: int = 0) -> None:
        """Lets something happen right before a request is answered; see `Plan.before`."""
        self.plan.before(on, action, skip=skip)

    def expire_log_links(self) -> None:
        """Lets a minute pass: links to logs that were given are no longer valid."""
        self.log_links.clear()

    def git_url(self, full_name: str) -> str:
        """Returns where Git finds a repository."""
        return f"{self.server_url}/{full_name}.git"

    def stop(self) -> None:
        """Ends the server and all its connections."""
        self._server.stop()

    def _respond(self, received: Received) -> Reply:
        if is_for_git(received.path):
            return self._git.respond(received)
        with self._lock:
            if received.path.startswith(LOGS_PATH):
                return self._log(received)
            return self._api.respond(received)

    def _log(self, received: Received) -> Reply:
        call = Call(received.method, received.path, {}, "logs/download", "", {})
        call.token = "sent" if "authorization" in received.headers else ""
        self.calls.append(call)
        fault = self.plan.take("logs/download") or Fault()
        reply = fault.over(download(self, received))
        call.status = 0 if reply.drops else reply.status
        return reply


def _only_asks(call: Call) -> bool:
    """Whether a request is one of GraphQL that changes nothing."""
    text = call.body.get("query", "") if isinstance(call.body, dict) else ""
    return str(text).startswith("query ")


@contextmanager
def fake_github(folder: Path, **options: Any) -> Iterator[FakeGitHub]:
    """Runs a fake GitHub; raises `AssertionError` at the end for what did not fit the description.

    `folder` takes the repositories; `options` are those of `FakeGitHub`. A test that sends
    something wrong on purpose clears `FakeGitHub.violations`.
    """
    fake = FakeGitHub(folder / "github", **options)
    try:
        yield fake
    finally:
        fake.stop()
    if fake.violations:
        raise AssertionError("Not as GitHub has it:\n" + "\n".join(fake.violations))
