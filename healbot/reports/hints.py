"""What reviewers said, in lines to print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from healbot.core.hint import Hint
from healbot.reports.errors import one_line, printable


def hint_lines(hints: Sequence[Hint], indent: str = "  ") -> Iterator[str]:
    """Yields each hint in full: who said it and when, then their words."""
    for hint in hints:
        when = f"after attempt {hint.after}" if hint.after else "before the first attempt"
        yield f"{indent}hint of {one_line(hint.said_by)}, {when}:"
        for line in printable(hint.text).splitlines():
            yield f"{indent}  | {line}"


def short_hint(hint: Hint, limit: int = 100) -> str:
    """Returns who said it and the beginning of their words on one line."""
    text = one_line(hint.text)
    text = text if len(text) <= limit else text[: limit - 1] + "…"
    return f"{one_line(hint.said_by)}: {text}"
