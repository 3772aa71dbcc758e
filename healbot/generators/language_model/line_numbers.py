"""Takes away line numbers that a model copied from the numbered lines it was shown."""

from __future__ import annotations

import re

Lines = tuple[str, ...]

_MARK = r"^[ \t]*(?:-{0,3}>[ \t]*|\*[ \t]*)?"
_STYLES = (
    re.compile(_MARK + r"(\d{1,6})[ \t]?(?:[|:│┃→]|->)[ ]?"),
    re.compile(_MARK + r"(\d{1,6})\t"),
    re.compile(_MARK + r"(\d{1,6})(?: |$)"),
)
_BARE = _STYLES[-1]
"""A number and a space: also the beginning of an expression."""


def without_numbers(search: Lines, replace: Lines) -> tuple[Lines, Lines] | None:
    """Returns both without line numbers; ``None`` when `search` has none.

    Line numbers stand before every line of `search` and rise by one; before lines of `replace`
    they may be missing.
    """
    for style in _STYLES:
        found = [(style.match(line), line) for line in search if line.strip()]
        numbers = [int(match.group(1)) for match, _ in found if match]
        if not numbers or len(numbers) < len(found) or not _rise(search, style):
            continue
        numbered = [bool(style.match(line)) for line in replace if line.strip()]
        if style is _BARE and any(numbered) and not all(numbered):
            continue
        return _stripped(search, style), _stripped(replace, style)
    return None


def _rise(lines: Lines, style: re.Pattern[str]) -> bool:
    matches = [style.match(line) for line in lines]
    numbers = [int(match.group(1)) - i for i, match in enumerate(matches) if match]
    return all(number == numbers[0] for number in numbers)


def _stripped(lines: Lines, style: re.Pattern[str]) -> Lines:
    return tuple(style.sub("", line, count=1) for line in lines)


def numbered_from_one(lines: Lines) -> Lines | None:
    """Returns `lines` without numbers when they are numbered 1, 2, 3 and so on; else ``None``."""
    for style in _STYLES[:2]:
        matches = [style.match(line) for line in lines]
        numbers = [int(match.group(1)) for match in matches if match]
        if len(numbers) >= 3 and numbers == list(range(1, len(lines) + 1)):
            return _stripped(lines, style)
    return None
