"""Splits a Markdown text into fenced blocks and the lines around them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LABEL = re.compile(r"^[`*]*[\w./-]*\.\w{1,5}[`*:]*$")
"""A line that only names a file."""
_OPENING = re.compile(r"^([ \t]*)(`{3,}|~{3,})[ \t]*([^`]*)$")


@dataclass(frozen=True)
class Fence:
    """A fenced block."""

    info: str
    """What stands behind the opening fence, such as ``python app.py``."""
    lines: tuple[str, ...]
    """Its content, without the indentation of the fence."""
    first: int
    """Index of the line with the opening fence."""
    last: int
    """Index of the line with the closing fence, or of the last line of the text."""
    is_closed: bool
    holds_fence: bool
    """Whether a line within looks like another opening fence: one closing fence may be missing."""

    @property
    def language(self) -> str:
        """The first word of `info` in small letters, such as ``python``."""
        return re.split(r"[\s:{,]", self.info, maxsplit=1)[0].lower()


def fences_of(lines: list[str]) -> tuple[Fence, ...]:
    """Returns the fenced blocks in `lines`, by the rules of CommonMark but at any indentation."""
    found: list[Fence] = []
    number = 0
    while number < len(lines):
        opening = _OPENING.match(lines[number])
        if opening is None:
            number += 1
            continue
        fence = _fence(lines, number, opening)
        found.append(fence)
        number = fence.last + 1
    return tuple(found)


def _fence(lines: list[str], first: int, opening: re.Match[str]) -> Fence:
    indent, marks, info = opening.groups()
    holds_fence = False
    for number in range(first + 1, len(lines)):
        line = lines[number].strip()
        if line and not line.strip(marks[0]) and len(line) >= len(marks):
            break
        holds_fence = holds_fence or (line.startswith(marks) and bool(_OPENING.match(line)))
    else:
        number = len(lines)
    body = tuple(line.removeprefix(indent) for line in lines[first + 1 : number])
    is_closed = number < len(lines)
    last = min(number, len(lines) - 1)
    return Fence(info.strip(), body, first, last, is_closed, holds_fence)


def prose(lines: list[str], limit: int = 600) -> str:
    """Returns the words outside of all fences, on one line, up to `limit` characters."""
    outside: list[str] = []
    number = 0
    for fence in fences_of(lines):
        outside += lines[number : fence.first]
        number = fence.last + 1
    outside += lines[number:]
    said = (line.strip().lstrip("#>*").strip() for line in outside[:200])
    words = " ".join(line for line in said if not _LABEL.match(line))
    return " ".join(words.split())[:limit].strip()
