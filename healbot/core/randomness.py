"""Tells values that a machine drew at random from words that a person wrote."""

from __future__ import annotations

import math
import re
from collections import Counter

MIN_RANDOM_LENGTH = 12
_MIN_ENTROPY = 2.8
"""Bits per character, Shannon; English words come close, repeated signs do not."""
_CHARACTERS = re.compile(r"[A-Za-z0-9+/=_.~!@#$%^&*?-]+")
_RUN = re.compile(r"[A-Z]+|[a-z]+|[0-9]+")


def looks_random(value: str) -> bool:
    """Whether a value looks like a key: long, without pattern, letters and digits in turns.

    Words that are joined by signs, in camel case, or with a number at their end do not.
    """
    if len(value) < MIN_RANDOM_LENGTH or not _CHARACTERS.fullmatch(value):
        return False
    runs = [run for run in re.split(r"[^A-Za-z0-9]+", value) for run in _RUN.findall(run)]
    numbers = [run for run in runs if run.isdigit()]
    if len(numbers) < 2 or len(numbers) == len(runs):
        return False
    if sum(map(len, runs)) / len(runs) > _LONGEST_MEAN_RUN:
        return False
    return _entropy(value) >= _MIN_ENTROPY


_LONGEST_MEAN_RUN = 3.0
"""Characters of one kind in a row, on average: two in random base64, more in words."""


def _entropy(value: str) -> float:
    counts = Counter(value).values()
    return -sum(count / len(value) * math.log2(count / len(value)) for count in counts)
