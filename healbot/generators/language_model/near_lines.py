"""Finds the lines of a file that are most like others: for a near match, and to show them."""

from __future__ import annotations

import difflib
import heapq
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from healbot.generators.language_model.line_matching import (
    Lines,
    Place,
    Wanted,
    merged_indented,
    plain_marks,
)

MIN_RATIO = 0.9
"""Of `difflib.SequenceMatcher.ratio` over whole lines, below which nothing is taken as meant."""
MIN_LEAD = 0.05
"""By so much the best place must be better than the next one."""
MAX_CHARACTERS = 4000
"""Longer searches are not compared: the time grows with the square."""
MAX_LINE = 300
"""Characters of a line that are compared; longer lines are equal or not."""
_COMPARED = 8
"""So many of the likeliest places are compared."""


@dataclass(frozen=True)
class NearLines:
    """A run of lines that is like the searched ones."""

    first: int
    likeness: float
    """At least its ratio: that of the characters regardless of their order."""


def near_place(lines: Lines, wanted: Wanted) -> Place | None:
    """Returns the one place where the lines are nearly `wanted.search`; ``None`` when it is unsure.

    Lines are compared one with one, without their indentation. What the model did not change stays
    as it is in the file.
    """
    size = len(wanted.search)
    likely = [item for item in nearest(lines, wanted.search) if item.likeness >= MIN_RATIO]
    found = [
        (_ratio(lines[item.first : item.first + size], wanted.search), item.first)
        for item in likely
    ]
    found.sort(key=lambda item: (-item[0], item[1]))
    if not found or found[0][0] < MIN_RATIO:
        return None
    ratio, first = found[0]
    if any(ratio - other < MIN_LEAD for other, start in found[1:] if abs(start - first) >= size):
        return None
    new = merged_indented(lines[first : first + size], wanted)
    return Place(first, size, new) if new is not None else None


def nearest(lines: Lines, search: Lines) -> list[NearLines]:
    """Returns the runs of as many lines as `search` that may be most like it, best first."""
    length = sum(map(len, map(str.strip, search)))
    if not length or length > MAX_CHARACTERS or len(search) > len(lines):
        return []
    best = heapq.nlargest(_COMPARED, _likenesses(lines, search))
    return [NearLines(-negative, likeness) for likeness, negative in best if likeness > 0]


def _ratio(lines: Lines, search: Lines) -> float:
    """Returns the ratio of all lines, each weighed by its length."""
    matching = total = 0.0
    for one, two in zip(map(_plain, lines), map(_plain, search), strict=True):
        weight = len(one) + len(two)
        total += weight
        if one == two:
            matching += weight
        elif max(len(one), len(two)) <= MAX_LINE:
            matching += weight * difflib.SequenceMatcher(None, one, two, autojunk=False).ratio()
    return matching / total if total else 0.0


def _plain(line: str) -> str:
    return plain_marks(line.strip())


def _likenesses(lines: Lines, search: Lines) -> Iterator[tuple[float, int]]:
    """Yields for each run an upper bound of its ratio, and the negative index of its first line.

    The bound is that of `difflib.SequenceMatcher.quick_ratio`, counted from run to run.
    """
    wanted = Counter("".join(map(_plain, search)))
    length = wanted.total()
    plain = list(map(_plain, lines))
    window = Counter[str]()
    size = 0
    for number, line in enumerate(plain):
        window.update(line)
        size += len(line)
        first = number + 1 - len(search)
        if first < 0:
            continue
        if size <= 2 * length:  # much longer runs are not like it
            shared = sum(min(count, window[char]) for char, count in wanted.items())
            yield 2 * shared / (length + size), -first
        window.subtract(plain[first])
        size -= len(plain[first])
