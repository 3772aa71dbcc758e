"""What a rule reports, and what a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from healbot.core.tampering.change import FileChange
    from healbot.core.tampering.context import GuardContext

MAX_TEXT = 200
"""Characters of an offending line that a finding shows."""


class Severity(StrEnum):
    """What a finding does to the patch."""

    REJECT = "reject"
    """The patch is not a fix; it is not run."""
    FLAG = "flag"
    """The patch may be a fix; a reviewer is shown the line and the reason."""


@dataclass(frozen=True)
class Finding:
    """One thing a patch adds or takes away that a fix should not."""

    rule: str
    severity: Severity
    path: str
    line: int
    """1-based; 0 when there is none to show."""
    text: str
    """The offending line, with invisible characters made visible."""
    reason: str
    """One sentence."""
    removed: bool = False
    """Whether `line` counts in the old file, because something was taken away."""


@dataclass(frozen=True)
class Hit:
    """What a rule found, before it is made a `Finding`."""

    line: int
    reason: str
    severity: Severity | None = None
    """Instead of the rule's own severity."""
    in_before: bool = False
    """Whether `line` counts in the old file: something was removed."""


Find = Callable[["FileChange", "GuardContext"], Iterator[Hit]]


@dataclass(frozen=True)
class Rule:
    """One thing that a fix may not do, or that a reviewer wants to see."""

    id: str
    severity: Severity
    description: str
    """One sentence, for documentation and pull requests."""
    find: Find


def visible(text: str) -> str:
    """Returns a line for display: stripped, shortened, and with nothing invisible in it."""
    text = text.strip()
    shown = text[:MAX_TEXT] + ("…" if len(text) > MAX_TEXT else "")
    return "".join(char if char.isprintable() or char == "\t" else _escape(char) for char in shown)


def _escape(char: str) -> str:
    return f"\\u{{{ord(char):04x}}}"
