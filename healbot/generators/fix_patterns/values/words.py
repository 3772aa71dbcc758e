"""Which of several names a misspelt one means."""

from __future__ import annotations

import re
from collections.abc import Iterable

_FILLERS = re.compile(r"[\s_\-.]+")


def names(text: str) -> frozenset[str]:
    """Returns the words of a text: long tables of names are easier to read as text."""
    return frozenset(text.split())


def closest(word: str, candidates: Iterable[str]) -> tuple[str, float] | None:
    """Returns the one candidate close to `word` and how sure that is (0 to 1).

    ``None`` when no candidate is close, or when two are equally close.
    """
    scored = sorted(
        ((_closeness(word, c), c) for c in set(candidates) if c != word),
        key=lambda s: (-s[0], s[1]),
    )
    if not scored or scored[0][0] < 0.4:
        return None
    if len(scored) > 1 and scored[1][0] > scored[0][0] - 0.05:
        return None
    return scored[0][1], scored[0][0]


def _closeness(word: str, candidate: str) -> float:
    plain, other = (_FILLERS.sub("", w).casefold() for w in (word, candidate))
    if plain == other:
        return 0.95
    if re.sub(r"\d", "", plain) == re.sub(r"\d", "", other) or min(len(plain), len(other)) < 3:
        return 0.0  # item1 and item2 are two things, not a typo
    if plain + "s" == other or other + "s" == plain:
        return 0.92
    distance = edit_distance(plain, other)
    longest = max(len(plain), len(other))
    allowed = 1 if longest <= 5 else 2 if longest <= 9 else 3
    if distance <= allowed:
        return 0.9 - 0.1 * (distance - 1) - (0.1 if longest <= 4 else 0.0)
    if _same_words(word, candidate):
        return 0.7
    if min(len(plain), len(other)) >= 3 and _abbreviates(plain, other):
        return 0.45
    return 0.0


def _same_words(word: str, candidate: str) -> bool:
    """Whether two names are made of the same words in another order."""
    parts = [
        sorted(w for w in re.split(r"[\s_\-.]+", n.casefold()) if w) for n in (word, candidate)
    ]
    return len(parts[0]) > 1 and parts[0] == parts[1]


def _abbreviates(word: str, other: str) -> bool:
    """Whether the shorter name is a prefix, or a first-letter subsequence, of the longer."""
    short, long = sorted((word, other), key=len)
    if short[0] != long[0]:
        return False
    rest = iter(long)
    return all(char in rest for char in short)


def edit_distance(left: str, right: str) -> int:
    """Returns the optimal string alignment distance (insert, delete, replace, swap neighbours).

    F. J. Damerau, "A technique for computer detection and correction of spelling errors",
    CACM 1964; restricted variant.
    """
    rows = [list(range(len(right) + 1))]
    for i, a in enumerate(left, 1):
        row = [i]
        for j, b in enumerate(right, 1):
            best = min(row[j - 1] + 1, rows[-1][j] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]
