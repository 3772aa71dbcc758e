"""Looks for a regular expression in text; imports little, for it runs in a process of its own."""

from __future__ import annotations

import re

from healbot.oracles.bounded import bounded

SHOWN = 80
"""Characters of a match that are shown."""
_REPEATS_OR_CHOICES = re.compile(r"[*+?{|(]")
_SHORT = 200


def first_match(pattern: str, text: str) -> str | None:
    """Returns the beginning of the first match in `text`; ``^`` and ``$`` match at line ends.

    Raises `healbot.oracles.bounded.Unfinished` when the search takes too long.
    """
    if len(pattern) <= _SHORT and not _REPEATS_OR_CHOICES.search(pattern):
        return search(pattern, text)  # takes linear time: there is nothing to go back to
    found: str | None = bounded(search, pattern, text)
    return found


def search(pattern: str, text: str) -> str | None:
    """Does what `first_match` does, for as long as it takes."""
    found = re.search(pattern, text, re.MULTILINE)
    return None if found is None else found[0][:SHOWN]
