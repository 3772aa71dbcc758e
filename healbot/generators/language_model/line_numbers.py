"""Takes away line numbers that a model copied from the numbered lines it was shown."""

from __future__ import annotations

import re

Lines = tuple[str, ...]

_MARK = r"^[ \t]*(?:-{0,3}>[ \t]*|\*[ \t]*)?"
_STYLES = (
    re.compile(_MARK + r"(\d{1,6})(?:[ \t]?[|:│┃→]|[ \t]->|>)"),
    re.compile(_MARK + r"(\d{1,6})\t"),
    re.compile(_MARK + r"(\d{1,6})(?: |$)"),
)
"""Numbers as the prompt shows them (``12|``, and ``12>`` at a line of interest) and as compilers,
editors and other tools do."""
_BARE = _STYLES[-1]
"""A number and a space: also the beginning of an expression."""


def without_numbers(search: Lines, replace: Lines) -> tuple[tuple[Lines, Lines], ...]:
    """Returns both without line numbers, in each way that is possible; ``()`` when there are none.

    Line numbers stand before every line of `search` and rise by one; before lines of `replace`
    they may be missing. A space behind them belongs to the number or to the line.
    """
    found = next((style for style in _STYLES if _all_numbered(search, style)), None)
    if found is None:
        return ()
    numbered = [bool(found.match(line)) for line in replace if line.strip()]
    if found is _BARE and any(numbered) and not all(numbered):
        return ()
    plain = _stripped(search, found)
    ways = [(plain, _stripped(replace, found))]
    if all(line.startswith(" ") for line in plain if line.strip()):
        spaced = re.compile(found.pattern + " ?")
        ways.append((_stripped(search, spaced), _stripped(replace, spaced)))
    return tuple(ways)


def _all_numbered(lines: Lines, style: re.Pattern[str]) -> bool:
    """Whether all lines but blank ones have a number, each one higher than the line before."""
    matches = [(index, style.match(line)) for index, line in enumerate(lines) if line.strip()]
    offsets = {int(match.group(1)) - index for index, match in matches if match}
    return len(offsets) == 1 and all(match for _, match in matches)


def _stripped(lines: Lines, style: re.Pattern[str]) -> Lines:
    return tuple(style.sub("", line, count=1) for line in lines)


def numbered_from_one(lines: Lines) -> Lines | None:
    """Returns `lines` without numbers when they are numbered 1, 2, 3 and so on; else ``None``."""
    for style in _STYLES[:2]:
        matches = [style.match(line) for line in lines]
        numbers = [int(match.group(1)) for match in matches if match]
        if len(numbers) >= 3 and numbers == list(range(1, len(lines) + 1)):
            return without_numbers(lines, ())[-1][0]
    return None
