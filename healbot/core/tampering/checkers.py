"""Comments that silence a checker, and code that healbot cannot check."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from healbot.core.tampering.change import FileChange
from healbot.core.tampering.context import GuardContext
from healbot.core.tampering.finding import Hit, Rule, Severity

_COMMENT = re.compile(
    r"#\s*(?P<what>type:\s*ignore|noqa|pragma:\s*no\s*(?:cover|branch)|pylint:\s*disable|nosec"
    r"|mypy:\s*\w|pyright:\s*\w|ruff:\s*noqa|flake8:\s*noqa|pytype:\s*(?:disable|skip)|fmt:\s*(?:off|skip)"
    r"|doctest:\s*\+(?:SKIP|ELLIPSIS|IGNORE\w*)|coverage:\s*ignore)",
    re.IGNORECASE,
)


def _silenced(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    surplus = _comments(change.after_text) - _comments(change.before_text)
    for other in change.others:
        surplus -= _comments(other.before_text) - _comments(other.after_text)
    for number, line in change.added_lines:
        match = _COMMENT.search(line)
        if match and surplus[_kind(match)] > 0:
            surplus[_kind(match)] -= 1
            yield Hit(number, f"The comment `{match['what']}` silences a checker.")


def _comments(text: str) -> Counter[str]:
    return Counter(_kind(match) for match in _COMMENT.finditer(text))


def _kind(match: re.Match[str]) -> str:
    return "".join(match["what"].lower().split())


def _unreadable(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    """Yields code in which only words could be searched for."""
    if change.python and change.after_code is None:
        lines = [number for number, _ in change.added_lines]
        reason = "healbot's Python cannot parse the new file, so it was searched as text only."
        yield Hit(lines[0] if lines else 0, reason)


RULES = (
    Rule(
        "silences-checker",
        Severity.FLAG,
        "The patch adds a comment such as `# noqa`, `# type: ignore` or `# pragma: no cover`.",
        _silenced,
    ),
    Rule(
        "unreadable-code",
        Severity.FLAG,
        "The new file does not parse, so its code could only be searched as text.",
        _unreadable,
    ),
)
