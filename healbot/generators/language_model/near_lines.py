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
MAX_SEARCHED_CHARACTERS = 8000
"""Longer searches are not compared: the time grows with the square."""
_COMPARED = 24
"""So many of the likeliest places are compared exactly."""


@dataclass(frozen=True)
class NearLines:
    """A run of lines that is like the searched ones."""

    first: int
    ratio: float


def near_place(lines: Lines, wanted: Wanted) -> Place | None:
    """Returns the one place where the lines are nearly `wanted.search`; ``None`` when it is unsure.

    What the model did not change stays as it is in the file.
    """
    found = nearest(lines, wanted.search)
    if not found or found[0].ratio < MIN_RATIO:
        return None
    best = found[0]
    size = len(wanted.search)
    others = [item for item in found[1:] if abs(item.first - best.first) >= size]
    if others and best.ratio - others[0].ratio < MIN_LEAD:
        return None
    new = merged_indented(lines[best.first : best.first + size], wanted)
    return Place(best.first, size, new) if new is not None else None


def nearest(lines: Lines, search: Lines) -> list[NearLines]:
    """Returns the runs of as many lines as `search` that are most like it, best first.

    Indentation is left out of the comparison.
    """
    text = _joined(search)
    if not text or len(text) > MAX_SEARCHED_CHARACTERS or len(search) > len(lines):
        return []
    likely = heapq.nlargest(_COMPARED, _upper_bounds(lines, search, len(text)))
    matcher = difflib.SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(text)
    found: list[NearLines] = []
    for bound, negative in likely:
        if bound <= 0:
            continue
        matcher.set_seq1(_joined(lines[-negative : -negative + len(search)]))
        found.append(NearLines(-negative, matcher.ratio()))
    return sorted(found, key=lambda item: (-item.ratio, item.first))


def _joined(lines: Lines) -> str:
    return "\n".join(plain_marks(line.strip()) for line in lines)


def _upper_bounds(lines: Lines, search: Lines, length: int) -> Iterator[tuple[float, int]]:
    """Yields for each run an upper bound of its ratio, and the negative index of its first line.

    The bound is that of `difflib.SequenceMatcher.quick_ratio`, counted from run to run.
    """
    wanted = Counter(_joined(search))
    stripped = [plain_marks(line.strip()) + "\n" for line in lines]
    window = Counter[str]()
    size = 0
    for number, line in enumerate(stripped):
        window.update(line)
        size += len(line)
        first = number + 1 - len(search)
        if first < 0:
            continue
        if size - 1 <= 2 * length:  # much longer runs are not like it, and slow to compare
            shared = sum(min(count, window[char]) for char, count in wanted.items())
            yield 2 * shared / (length + size - 1), -first
        window.subtract(stripped[first])
        size -= len(stripped[first])
