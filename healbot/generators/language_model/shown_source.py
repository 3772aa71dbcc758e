"""The lines of a file as a model may see them."""

from __future__ import annotations

from collections.abc import Callable

from healbot.core.source import SourceFile
from healbot.generators.language_model.untrusted_text import clean_line

MAX_LINE = 400
"""Characters of a line that are shown."""


def shown_lines(source: SourceFile, sanitise: Callable[[str], str]) -> tuple[str, ...]:
    """Returns a file's lines without secrets and invisible characters, as many as it has.

    The file goes through `sanitise` as a whole, because a key may go over several lines. What
    stands behind the last line end is no line.
    """
    lines = [clean_line(line) for line in source.lines]
    if len(lines) > 1 and not lines[-1]:
        lines.pop()
    shown = sanitise("\n".join(lines)).split("\n")
    if len(shown) != len(lines):
        shown = [sanitise(line).replace("\n", " ") for line in lines]
    return tuple(line if len(line) <= MAX_LINE else line[:MAX_LINE] + "… (cut)" for line in shown)


def numbered(lines: tuple[str, ...], first: int, marked: frozenset[int] = frozenset()) -> list[str]:
    """Returns lines with their numbers, from `first` on; ``>`` stands at those of `marked`."""
    return [
        f"{number}{'>' if number in marked else '|'}{line}"
        for number, line in enumerate(lines, first)
    ]
