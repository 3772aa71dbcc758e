"""What publishing a session means: what was asked for, what came of it, and what a PR remembers.

A pull request's body ends with a hidden comment, by which healbot finds the pull request of a
failure again and knows what it decided itself, so that it undoes nothing a person did.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal

from healbot.core.attribution import BOT, BY_HEALBOT, Signature

Drafting = Literal["auto", "always", "never"]
Action = Literal["created", "updated", "unchanged", "declined"]

_MARKER = re.compile(r"<!-- healbot:session (\{[^<>]{1,2000}\}) -->")
_FINGERPRINT = re.compile(r"[0-9a-f]{16,64}")
STOPPED_LABEL = "healbot: stopped"
"""Whoever puts it on a pull request tells healbot to leave it alone."""


@dataclass(frozen=True)
class PublishOptions:
    """How sessions are published."""

    base_branch: str
    """Where the fix is to be merged."""
    labels: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    team_reviewers: tuple[str, ...] = ()
    draft: Drafting = "auto"
    """``auto``: a draft unless the fix is proven."""
    squash: bool = False
    """Whether the pull request has one commit; the attempts are kept under ``refs/healbot/``."""
    unhealed: bool = False
    """Whether a session that gave up is published too, as a draft, when it changed something."""
    signature: Signature = BY_HEALBOT
    """Whose name stands on a squashed commit."""
    protected: tuple[str, ...] = ()
    """Patterns of paths that no fix may touch."""
    allow_tests: bool = False
    """Whether a fix may edit tests; the pull request points it out."""
    written: bool = False
    """Whether a script that healbot wrote for a goal is judged as one: all of it is new."""
    repository_url: str = ""
    run_url: str = ""
    """Of the run of CI that healbot works in."""
    report_url: str = ""
    """Where what does not fit into a pull request is found."""
    sandbox: str = ""
    """The backend in which the code ran: ``overlay`` or ``copy``."""
    starts_ci: bool | None = None
    """Whether CI starts on the pull request by itself; ``None`` when that is not known."""

    @property
    def author(self) -> tuple[str, str]:
        """Name and e-mail address on healbot's commits."""
        return self.signature.author

    @property
    def identities(self) -> frozenset[tuple[str, str]]:
        """Who may have written healbot's commits."""
        return frozenset((BOT, self.author))


@dataclass(frozen=True)
class Published:
    """What became of one session."""

    action: Action
    branch: str
    """The branch on the code host, be it the session's own or that of its pull request."""
    reason: str
    """One sentence."""
    number: int | None = None
    """Of the pull request."""
    url: str = ""
    gate: str = ""
    """What declined, such as ``closed``; ``""`` when nothing did."""
    notes: tuple[str, ...] = ()
    """What did not work but does not matter to the fix, one sentence each."""


@dataclass(frozen=True)
class Marker:
    """What healbot keeps in the body of its pull request."""

    fingerprint: str
    session: str
    is_draft: bool
    """What healbot decided last."""
    title: str
    """A digest of the title that healbot gave last."""
    asked: tuple[str, ...] = field(default=())
    """Who was asked to review."""

    def to_text(self) -> str:
        """Returns the hidden comment."""
        fields = {
            "fingerprint": self.fingerprint,
            "session": self.session,
            "draft": self.is_draft,
            "title": self.title,
            "asked": list(self.asked),
        }
        text = json.dumps(fields).replace("<", "\\u003c").replace(">", "\\u003e")
        return f"<!-- healbot:session {text} -->"


def marker_in(body: str) -> Marker | None:
    """Returns the last marker in a body that somebody may have edited, ``None`` without one."""
    for text in reversed(_MARKER.findall(body)):
        try:
            data = json.loads(text)
            marker = Marker(
                fingerprint=str(data["fingerprint"]),
                session=str(data["session"]),
                is_draft=data["draft"] is True,
                title=str(data["title"]),
                asked=tuple(str(name) for name in data["asked"]),
            )
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
        if _FINGERPRINT.fullmatch(marker.fingerprint):
            return marker
    return None


def with_marker(body: str, marker: Marker) -> str:
    """Returns `body` with `marker` at its end, and no other one."""
    return f"{_MARKER.sub('', body).rstrip()}\n\n{marker.to_text()}\n"


def digest(text: str) -> str:
    """Returns 16 digits that tell two texts apart."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def same_text(left: str, right: str) -> bool:
    """Whether two bodies are the same to a code host, which keeps line ends as CRLF."""
    return left.replace("\r\n", "\n").strip() == right.replace("\r\n", "\n").strip()


def missing(wanted: Collection[str], there: Collection[str]) -> tuple[str, ...]:
    """Returns those of `wanted` that are not `there`; hosts compare without case."""
    known = {name.lower() for name in there}
    return tuple(dict.fromkeys(name for name in wanted if name.lower() not in known))
