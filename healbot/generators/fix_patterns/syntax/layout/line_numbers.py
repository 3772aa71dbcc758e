"""Line numbers that were copied along with the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from healbot.generators.fix_patterns.pattern import Context, Fix
from healbot.generators.fix_patterns.syntax.layout.rewriting import (
    fix_to,
    split_lines,
    syntax_pattern,
)

_NUMBER = re.compile(r"^[ \t]*(\d+)(?P<mark>[:.|)│]| [|│])?(?P<gap>[ \t]*)(?P<code>.*)$", re.DOTALL)


def rewrite(text: str) -> str:
    """Returns `text` without the numbers in front of its lines, if all lines have one."""
    lines = split_lines(text)
    found = [_NUMBER.match(line) for line in lines]
    numbered = [(at, match) for at, match in enumerate(found) if match]
    filled = [at for at, line in enumerate(lines) if line.strip()]
    if len(numbered) < 3 or [at for at, _ in numbered] != filled or not _consecutive(numbered):
        return text
    if len({match["mark"] for _, match in numbered}) > 1:
        return text
    with_code = [match for _, match in numbered if match["code"].strip()]
    if not with_code or any(not match["gap"] and not match["mark"] for match in with_code):
        return text
    start = _column(with_code)
    for at, match in numbered:
        line, code = lines[at], match["code"]
        if not code.strip():
            lines[at] = code
        elif start is None:
            least = min(len(m["gap"]) for m in with_code)
            lines[at] = match["gap"][least:] + code
        else:
            lines[at] = line[start:]
    return "".join(lines)


def _consecutive(numbered: list[tuple[int, re.Match[str]]]) -> bool:
    numbers = [int(match[1]) for _, match in numbered]
    by_row = all(b == a + 1 for a, b in pairwise(numbers))
    places = [at for at, _ in numbered]
    by_line = all(n - numbers[0] == at - places[0] for n, at in zip(numbers, places, strict=True))
    return by_row or by_line


def _column(matches: list[re.Match[str]]) -> int | None:
    """Returns the column at which the code starts on every line; ``None`` when it moves.

    It moves where the numbers are not aligned: ``9 x`` and ``10 x``.
    """
    ends = {match.start("gap") for match in matches}
    starts = [match.start("code") for match in matches]
    widths = {len(match[1]) for match in matches}
    if len(widths) == 1 or len(ends) == 1:
        return min(starts) if len(ends) == 1 else None
    shortest = min(len(match["gap"]) for match in matches if len(match[1]) == max(widths))
    wide = [
        m.start("code") for m in matches if len(m[1]) == max(widths) and len(m["gap"]) == shortest
    ]
    narrow = [m.start("code") for m in matches if len(m[1]) < max(widths)]
    return wide[0] if narrow and min(narrow) >= wide[0] else None


def _propose(context: Context) -> Iterator[Fix]:
    reason = "Every line starts with its number; the numbers are no part of the program."
    yield from fix_to(context, rewrite(context.source.text), reason, sure=0.93, moved=0.65)


PATTERN = syntax_pattern("line_numbers", _propose)
