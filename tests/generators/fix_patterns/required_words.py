"""The words that every match of a regular expression contains; writes the pattern tables.

Run: python -m tests.generators.fix_patterns.required_words
It prints the entries of the tables in `fix_patterns/names` and `fix_patterns/values`.
"""

from __future__ import annotations

import re._constants as codes  # type: ignore[import-not-found] # private, without stubs
import re._parser as parser  # type: ignore[import-not-found] # private, without stubs
from collections.abc import Iterable
from typing import Any

from healbot.generators.fix_patterns.names import NAME_PATTERNS
from healbot.generators.fix_patterns.pattern import FixPattern
from healbot.generators.fix_patterns.values import VALUE_PATTERNS

_LONG_ENOUGH = 4
"""Shorter words are in too many messages to be worth a comparison."""


def required_words(regex: str) -> tuple[str, ...]:
    """Returns words of which every match contains at least one; ``("",)`` when none is sure."""
    parsed = parser.parse(regex)
    ignores_case = parsed.state.flags & parser.SRE_FLAG_IGNORECASE
    return ("",) if ignores_case else tuple(sorted(_best(parsed.data)))


def _best(items: Iterable[tuple[Any, Any]]) -> frozenset[str]:
    """Returns the most telling choice of words: the one whose shortest word is longest."""
    choices: list[frozenset[str]] = []
    run = ""
    for code, value in _flat(items):
        if code is codes.LITERAL:
            run += chr(value)
            continue
        choices.append(frozenset({run}))
        run = ""
        if code is codes.BRANCH:
            found = frozenset().union(*(_best(branch.data) for branch in value[1]))
            choices.append(found)
    choices.append(frozenset({run}))
    best = max(choices, key=lambda words: (min(map(len, words)), -len(words)))
    return best if min(map(len, best)) >= _LONG_ENOUGH else frozenset({""})


def _flat(items: Iterable[tuple[Any, Any]]) -> Iterable[tuple[Any, Any]]:
    """Puts the content of groups that always take part in the place of the groups."""
    for code, value in items:
        if code is codes.SUBPATTERN and not value[1] & int(parser.SRE_FLAG_IGNORECASE):
            yield from _flat(value[3].data)
        elif code is codes.MAX_REPEAT and value[0] == value[1] == 1:
            yield from _flat(value[2].data)
        else:
            yield code, value


def words_of(pattern: FixPattern) -> tuple[str, ...]:
    """Returns the words for a pattern's entry in its table."""
    words = {word for regex in pattern.messages for word in required_words(regex)} or {""}
    needed = {word for word in words if not any(w != word and w in word for w in words)}
    return tuple(sorted(needed))


def main() -> None:
    """Prints the entries."""
    for table in (NAME_PATTERNS, VALUE_PATTERNS):
        for pattern in table:
            words = words_of(pattern)
            more = "" if words == ("",) else f", {words!r}"
            print(f"    {pattern.name!r}: Answers({tuple(sorted(pattern.exceptions))!r}{more}),")
        print()


if __name__ == "__main__":
    main()
