"""What holds for a script that is written for a goal: all of it is new, so "new" says nothing.

Rules that ask whether a patch hides a failure or changes what was there mean nothing for it: the
user's checks judge what it does. Rejected stays what the user would not expect of a script they run
next: other programs, code that is not shown, native code, tricks with the interpreter, tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from healbot.core.tampering.change import FileChange
from healbot.core.tampering.context import GuardContext
from healbot.core.tampering.finding import Finding, Hit, Rule, Severity

_OF_REPAIRS = frozenset({"ends-the-process", "always-equal"})
"""Rejected in a fix only: a script says by its exit status whether it reached its goal."""
_NETWORK = "uses-network"
_SHOWN = frozenset({"deletes-files", "unreadable-code"})
"""Flags that a person has to look at all the same before the script is theirs."""


def that_matter(findings: Iterable[Finding], context: GuardContext) -> Iterator[Finding]:
    """Yields the findings that hold for what `context` says is done."""
    for finding in findings:
        if not context.is_written or finding.path != context.target:
            yield finding
        elif finding.severity is Severity.FLAG:
            if finding.rule in _SHOWN:
                yield finding
        elif finding.rule == _NETWORK:
            if not context.network:
                yield finding
        elif finding.rule not in _OF_REPAIRS:
            yield finding


def _beside(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    if context.is_written and change.path != context.target:
        yield Hit(0, f"Only {context.target} is written; the patch touches another file.")


RULES = (
    Rule(
        "beside-the-script",
        Severity.REJECT,
        "The patch touches another file than the script that is to be written.",
        _beside,
    ),
)
