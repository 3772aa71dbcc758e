"""Finds the lines of a file that are most like others: for a near match, and to show them."""

from __future__ import annotations

import difflib
import heapq
import re
from collections import Counter, deque
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
_WORD = re.compile(r"\w+|[^\w\s]")
_COMPARED = 8
"""So many of the likeliest places are compared."""


@dataclass(frozen=True)
class NearLines:
    """A run of lines that is like the searched ones."""

    first: int
    ratio: float
    """From 0 to 1, each line compared with the one at its place, without indentation."""


def near_place(lines: Lines, wanted: Wanted) -> Place | None:
    """Returns the one place where the lines are nearly `wanted.search`; ``None`` when it is unsure.

    What the model did not change stays as it is in the file.
    """
    size = len(wanted.search)
    found = nearest(lines, wanted.search)
    if not found or found[0].ratio < MIN_RATIO:
        return None
    best, *others = found
    apart = [item for item in others if abs(item.first - best.first) >= size]
    if any(best.ratio - item.ratio < MIN_LEAD for item in apart):
        return None
    new = merged_indented(lines[best.first : best.first + size], wanted)
    return Place(best.first, size, new) if new is not None else None


def nearest(lines: Lines, search: Lines) -> list[NearLines]:
    """Returns the runs of as many lines as `search` that are most like it, best first.

    Only the likeliest runs are compared character by character: those that share most words and
    characters, whatever their order.
    """
    plain = list(map(_plain, search))
    length = sum(map(len, plain))
    if not length or length > MAX_CHARACTERS or len(search) > len(lines):
        return []
    likely = heapq.nlargest(_COMPARED, _likenesses(list(map(_plain, lines)), plain))
    found = [
        NearLines(-negative, _ratio(lines[-negative : len(search) - negative], plain))
        for likeness, negative in likely
        if likeness > 0
    ]
    return sorted(found, key=lambda item: (-item.ratio, item.first))


def _ratio(lines: Lines, search: list[str]) -> float:
    """Returns the ratio of all lines, each weighed by its length."""
    matching = total = 0.0
    for one, two in zip(map(_plain, lines), search, strict=True):
        weight = len(one) + len(two)
        total += weight
        if one == two:
            matching += weight
        elif max(len(one), len(two)) <= MAX_LINE:
            matching += weight * difflib.SequenceMatcher(None, one, two, autojunk=False).ratio()
    return matching / total if total else 0.0


def _plain(line: str) -> str:
    return plain_marks(line.strip())


def _likenesses(lines: list[str], search: list[str]) -> Iterator[tuple[float, int]]:
    """Yields for each run how much it may be like `search`, and minus the index of its first line.

    Characters and words are counted from run to run, so that the time is linear.
    """
    chars = _Rolling([Counter(line) for line in search])
    words = _Rolling([Counter(_WORD.findall(line)) for line in search])
    for number, line in enumerate(lines):
        chars.push(Counter(line))
        words.push(Counter(_WORD.findall(line)))
        first = number + 1 - len(search)
        if first >= 0:
            yield chars.likeness() + words.likeness(), -first


class _Rolling:
    """Counts what as many lines as were searched for have in common with them."""

    def __init__(self, search: list[Counter[str]]) -> None:
        self._wanted = sum(search, Counter[str]())
        self._length = self._wanted.total()
        self._lines = deque[Counter[str]](maxlen=len(search))
        self._counts = Counter[str]()
        self._size = 0

    def push(self, line: Counter[str]) -> None:
        """Goes on by one line."""
        if len(self._lines) == self._lines.maxlen:
            self._counts.subtract(self._lines[0])
            self._size -= self._lines[0].total()
        self._lines.append(line)
        self._counts.update(line)
        self._size += line.total()

    def likeness(self) -> float:
        """Returns the share of what both have, from 0 to 1."""
        if not self._length or self._size > 2 * self._length:
            return 0.0  # much longer lines are not like it
        shared = sum(min(count, self._counts[item]) for item, count in self._wanted.items())
        return 2 * shared / (self._length + self._size)
