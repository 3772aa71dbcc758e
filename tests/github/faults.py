"""What can go wrong between a client and GitHub, scripted."""

from __future__ import annotations

import fnmatch
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from tests.github.access import DOCUMENTATION
from tests.github.server import Reply

UNICORN = b"""<!DOCTYPE html>
<html><head><title>Unicorn! &middot; GitHub</title></head>
<body><p><strong>We had issues producing the response to your request.</strong></p></body></html>
"""
SECONDARY = (
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
)


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong; made by the functions below."""

    status: int = 0
    """Of the answer that takes the place of the real one; 0 leaves that one as it is."""
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    after_doing: bool = False
    """Whether what was asked is done before the answer goes wrong."""
    drops: bool = False
    """The connection ends without an answer."""
    cut_at: int | None = None
    """The connection ends after so many bytes of the answer's body."""
    seconds: float = 0.0
    """The answer comes so late."""

    def but_done(self) -> Fault:
        """Returns the same fault, after the request was carried out."""
        return replace(self, after_doing=True)

    def over(self, reply: Reply) -> Reply:
        """Returns what becomes of a reply."""
        if self.status:
            reply = Reply.whole(self.status, {**reply.headers, **self.headers}, self.body)
        return replace(reply, drops=self.drops, cut_at=self.cut_at, seconds=self.seconds)


def _json(status: int, message: str, headers: Mapping[str, str]) -> Fault:
    content = {"message": message, "documentation_url": DOCUMENTATION, "status": str(status)}
    kind = {"content-type": "application/json; charset=utf-8"}
    return Fault(status, json.dumps(content).encode(), {**kind, **headers})


def primary_limit(reset_in: int = 3600, *, status: int = 403) -> Fault:
    """No requests are left until `reset_in` seconds from now."""
    headers = {
        "x-ratelimit-limit": "1000",
        "x-ratelimit-remaining": "0",
        "x-ratelimit-used": "1000",
        "x-ratelimit-reset": str(int(time.time()) + reset_in),
    }
    return _json(status, "API rate limit exceeded for installation ID 1001.", headers)


def secondary_limit(status: int = 403, *, retry_after: int | None = 60) -> Fault:
    """Too much in too short a time."""
    headers = {} if retry_after is None else {"retry-after": str(retry_after)}
    return _json(status, SECONDARY, headers)


def server_error(status: int = 500) -> Fault:
    """GitHub fails, and says so in JSON."""
    return _json(status, "Server Error", {})


def html(status: int = 502) -> Fault:
    """GitHub fails, and answers with a page for people."""
    return Fault(status, UNICORN, {"content-type": "text/html; charset=utf-8"})


def drop() -> Fault:
    """The connection ends before any answer."""
    return Fault(drops=True)


def cut(at: int = 20) -> Fault:
    """The connection ends in the middle of the answer; what was asked is done."""
    return Fault(cut_at=at, after_doing=True)


def slow(seconds: float) -> Fault:
    """The answer comes late."""
    return Fault(seconds=seconds, after_doing=True)


@dataclass
class _Planned:
    on: str
    fault: Fault | None
    skip: int
    times: int
    action: Callable[[], object] | None = None

    def is_due(self, operation: str) -> bool:
        """Whether it is now; counts what is skipped and what is left."""
        if self.times == 0 or not fnmatch.fnmatchcase(operation, self.on):
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.times -= 1
        return True


class Plan:
    """Which requests go wrong, and how."""

    def __init__(self) -> None:
        self._planned: list[_Planned] = []
        self._lock = threading.Lock()

    def add(self, on: str, fault: Fault, *, times: int = 1, skip: int = 0) -> None:
        """Lets requests fail `times` times, after `skip` that do not.

        `on` is the id of an operation such as ``pulls/create`` or a pattern such as ``pulls/*``;
        beside those of the API there are ``graphql``, ``logs/download``, ``git/info-refs``,
        ``git/upload-pack`` and ``git/receive-pack``.
        """
        with self._lock:
            self._planned.append(_Planned(on, fault, skip, times))

    def before(self, on: str, action: Callable[[], object], *, skip: int = 0) -> None:
        """Lets something happen once, right before a request is answered; see `add`.

        So a person pushes or closes between what a client has seen and what it does.
        """
        with self._lock:
            self._planned.append(_Planned(on, None, skip, 1, action))

    def take(self, operation: str) -> Fault | None:
        """Returns what goes wrong with the next request for an operation, after what happens."""
        actions: list[Callable[[], object]] = []
        fault = None
        with self._lock:
            for planned in self._planned:
                if (fault is None or planned.action) and planned.is_due(operation):
                    fault = planned.fault or fault
                    actions += [planned.action] if planned.action else []
        for action in actions:
            action()
        return fault

    def clear(self) -> None:
        """Forgets what is planned."""
        with self._lock:
            self._planned.clear()

    def left(self) -> list[str]:
        """Returns the operations for which something is planned that did not come."""
        return [planned.on for planned in self._planned if planned.times > 0]
