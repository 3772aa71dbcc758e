"""How alike two identifiers are, as people mistype, abbreviate and re-case them.

The distance is optimal string alignment (Damerau-Levenshtein with adjacent transpositions), as in
Damerau, "A technique for computer detection and correction of spelling errors", CACM 1964.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

MARGIN = 0.06
"""Two scores nearer than this are a tie."""

CLOSE = 0.7
"""Below this a candidate shares words with what was written; it is no slip of the fingers."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_WEAK_WORDS = frozenset({"a", "my", "the", "of", "to", "get", "set", "is", "new", "all", "in"})


@dataclass(frozen=True)
class Match:
    """A candidate and how well it fits."""

    name: str
    score: float
    """0 to 1; 1 would be the same word."""


def distance(left: str, right: str) -> int:
    """Returns the optimal string alignment distance of two words."""
    before: list[int] = []
    previous = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        current = [i]
        for j, b in enumerate(right, 1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        before, previous = previous, current
    return previous[-1]


def words_of(name: str) -> tuple[str, ...]:
    """Returns the lower-case words of a snake_case or camelCase identifier."""
    return tuple(word.lower() for word in _WORD.findall(name))


@lru_cache(maxsize=20_000)
def similarity(written: str, candidate: str) -> float:
    """Returns 0 (unlike) to 1: how likely someone who wrote `written` meant `candidate`."""
    if written == candidate:
        return 1.0
    if written.strip("_") == candidate.strip("_") or written.lower() == candidate.lower():
        return 0.97
    a, b = written.lower().replace("_", ""), candidate.lower().replace("_", "")
    if a == b:
        return 0.96
    return max(_typo(a, b), _reworded(written, candidate), _abbreviated(a, b))


def is_slip(written: str, candidate: str) -> bool:
    """Whether one is the other mistyped or re-cased, not abbreviated or reworded."""
    a, b = written.lower().replace("_", ""), candidate.lower().replace("_", "")
    return a == b or _typo(a, b) > 0


def _typo(a: str, b: str) -> float:
    longest = max(len(a), len(b))
    allowed = 0 if longest < 3 else 1 if longest < 6 else 2 if longest < 11 else 3
    if abs(len(a) - len(b)) > allowed:
        return 0.0
    steps = distance(a, b)
    if steps > allowed:
        return 0.0
    score = 1 - steps / (longest + 1)
    if sorted(a) == sorted(b):
        score += 0.08  # the same letters in another order: hardly another word
    elif a + "s" == b or b + "s" == a:
        score += 0.03
    if a[0] != b[0] and sorted(a) != sorted(b):
        score -= 0.12
    return min(max(score, 0.0), 0.95)


def _reworded(written: str, candidate: str) -> float:
    """Words in another order, or one word more or less: ``total_price`` for ``price_total``."""
    a, b = words_of(written), words_of(candidate)
    if len(a) < 2 and len(b) < 2:
        return 0.0
    if sorted(a) == sorted(b):
        return 0.85
    if len(a) == len(b):
        pairs = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
        close = len(pairs) == 1 and _related(*pairs[0])
        return 0.8 if close else 0.0
    shorter, longer = sorted((set(a), set(b)), key=len)
    strong = {word for word in shorter if word not in _WEAK_WORDS and len(word) > 2}
    if strong and all(any(_stem(w) == _stem(v) for v in longer) for w in shorter):
        return 0.55 + 0.2 * len(shorter) / len(longer)
    return 0.0


def _related(a: str, b: str) -> bool:
    """Whether one word is a typo, a plural or an abbreviation of the other."""
    return _typo(a, b) > 0.6 or _abbreviated(a, b) > 0


def _stem(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and len(word) > 3 else word


def _abbreviated(a: str, b: str) -> float:
    """``msg`` for ``message``, ``num`` for ``number``, and the other way round."""
    short, long = sorted((a, b), key=len)
    if len(short) < 3 or len(long) < len(short) + 2 or short[0] != long[0]:
        return 0.0
    if long.startswith(short):
        return 0.6
    skeleton = long[0] + re.sub(r"[aeiou]", "", long[1:])
    letters = iter(long)
    if short in (skeleton, skeleton[: len(short)]) and all(c in letters for c in short):
        return 0.6
    return 0.5 if short == re.sub(r"(.)\1", r"\1", skeleton) else 0.0


def ranked(written: str, candidates: Iterable[str], floor: float = 0.5) -> list[Match]:
    """Returns the candidates at least `floor` alike, best first, ties by name."""
    scored = (Match(name, similarity(written, name)) for name in set(candidates))
    matches = [match for match in scored if match.score >= floor and match.name != written]
    return sorted(matches, key=lambda match: (-match.score, match.name))


def confidence(matches: list[Match]) -> float:
    """Returns how sure the first match is, given the others: 0.9 unique and close, 0.3 a tie."""
    if not matches:
        return 0.0
    best = matches[0].score
    if len(matches) > 1 and best - matches[1].score < MARGIN:
        return 0.3
    return min(0.93, 0.3 + 0.7 * best) if best >= CLOSE else 0.45
