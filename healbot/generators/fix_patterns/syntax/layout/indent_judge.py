"""Ranks the ways to indent a broken text: by what they cost and how odd the result is.

All patterns of indentation are judged together, so that their fixes compare: whether a body is
missing or only not indented shows when both are tried.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from healbot.generators.fix_patterns.pattern import Context, Fix, FixPattern
from healbot.generators.fix_patterns.syntax.layout import (
    clause_level,
    missing_body,
    missing_indent,
    outside_block,
    unexpected_indent,
    unindent_mismatch,
)
from healbot.generators.fix_patterns.syntax.layout.block_sense import block_oddity
from healbot.generators.fix_patterns.syntax.layout.indentation import Candidate, Layout, layout_of
from healbot.generators.fix_patterns.syntax.layout.rewriting import (
    before,
    budget,
    edits_between,
    split_lines,
    syntax_pattern,
)
from healbot.generators.fix_patterns.syntax.reparse import SyntaxState, syntax_state

Proposer = Callable[[Layout, SyntaxState], Iterable[Candidate]]
PROPOSERS: dict[str, Proposer] = {
    "missing_indent": missing_indent.candidates,
    "missing_body": missing_body.candidates,
    "unexpected_indent": unexpected_indent.candidates,
    "unindent_mismatch": unindent_mismatch.candidates,
    "clause_level": clause_level.candidates,
    "outside_block": outside_block.candidates,
}
_MOST_FIXES = 3
_MOST_JUDGED = 25_000
"""Longer texts are judged by a part of so many characters."""
_MOST_CUTS = 12
_AROUND = 120
"""Lines above and below the error that belong to the part."""


@dataclass(frozen=True)
class Judged:
    """A candidate that makes the text better."""

    pattern: str
    candidate: Candidate
    state: SyntaxState
    cost: float
    """The candidate's own cost and how much odder the result is than the least odd one."""


@lru_cache(maxsize=8)
def ranked(text: str) -> tuple[Judged, ...]:
    """Returns the candidates that make `text` better, the likeliest first.

    Candidates after which the file compiles come before those that only move the error.
    """
    state = syntax_state(text)
    if state.parses:
        return ()
    start, end = _window(text, state.error_line or 1)
    if start or end < len(text):
        return tuple(_in_window(text, state, start, end))
    layout = layout_of(text)
    found: list[Judged] = []
    seen = {text}
    most = budget(text)
    for name, candidate in sorted(_candidates(layout, state), key=lambda pair: pair[1].cost):
        if len(seen) > most:
            break
        if candidate.text not in seen:
            seen.add(candidate.text)
            found += _judged(layout, state, name, candidate)
    return tuple(_distinct(found))


def _in_window(text: str, state: SyntaxState, start: int, end: int) -> Iterator[Judged]:
    """Ranks on a part of a long text; the few best are compiled with the whole."""
    for item in ranked(text[start:end])[:_MOST_FIXES]:
        whole = replace(item.candidate, text=text[:start] + item.candidate.text + text[end:])
        after = syntax_state(whole.text)
        if after.parses or (after.error_line or 0) > (state.error_line or 0) + 1:
            yield replace(item, candidate=whole, state=after)


def _window(text: str, error_line: int) -> tuple[int, int]:
    """Returns the offsets of whole top-level blocks around the error, of all for a short text."""
    if len(text) <= _MOST_JUDGED:
        return 0, len(text)
    layout = layout_of(text)
    first, last = 0, len(layout.lines)
    for row in layout.rows:
        top = not row.width and (row.keyword in ("def", "class") or row.word in ("import", "from"))
        if top and row.first < error_line - _AROUND:
            first = row.first
        elif top and row.first > error_line + _AROUND:
            last = row.first
            break
    start = sum(len(line) for line in layout.lines[:first])
    size = sum(len(line) for line in layout.lines[first:last])
    return (start, start + size) if size <= _MOST_JUDGED else (0, len(text))


def _candidates(layout: Layout, state: SyntaxState) -> Iterator[tuple[str, Candidate]]:
    for name, propose in PROPOSERS.items():
        for candidate in propose(layout, state):
            yield name, candidate


def _judged(
    layout: Layout, state: SyntaxState, name: str, candidate: Candidate
) -> Iterator[Judged]:
    after = syntax_state(candidate.text)
    cost = candidate.cost
    if after.parses:
        cost += block_oddity(candidate.text) + 0.3 * layout_of(candidate.text).irregular
        yield Judged(name, candidate, after, cost)
    elif _moves_on(layout, state, candidate, after):
        cost += block_oddity(_prefix(candidate.text, after.error_line or 1))
        yield Judged(name, candidate, after, cost)


def _distinct(found: list[Judged]) -> Iterator[Judged]:
    """Yields the best of those that mean the same, with costs relative to the least odd one."""
    found.sort(key=lambda item: (not item.state.parses, item.cost))
    if not found:
        return
    least = min(item.cost - item.candidate.cost for item in found[:1])
    meanings: set[str] = set()
    for item in found:
        if item.state.parses:
            meaning = ast.dump(ast.parse(item.candidate.text)) if len(meanings) < 4 else ""
            if meaning in meanings:
                continue
            meanings.add(meaning)
        yield Judged(item.pattern, item.candidate, item.state, item.cost - least)


def _moves_on(layout: Layout, state: SyntaxState, candidate: Candidate, after: SyntaxState) -> bool:
    """Whether the error is further down, or this layout mistake is gone and another remains.

    Bad indentation is found while reading, so it hides mistakes of other kinds above it.
    """
    added = max(len(split_lines(candidate.text)) - len(layout.lines), 0)
    if (after.error_line or 0) > (state.error_line or 0) + added:
        return True
    old, new = layout.violation, layout_of(candidate.text).violation
    if (
        old is None
        or (state.error_line or 0) <= layout.rows[min(old.row, len(layout.rows) - 1)].first
    ):
        return False
    return new is None or new.row > old.row + added


def _prefix(text: str, error_line: int) -> str:
    """Returns the longest run of whole top-level blocks before the error that parses."""
    lines = split_lines(text)
    end = min(error_line, len(lines))
    for _ in range(_MOST_CUTS):
        while end > 0 and (not lines[end - 1].strip() or lines[end - 1][0] in " \t#)]}\r\n"):
            end -= 1
        end = max(end - 1, 0)
        prefix = "".join(lines[:end])
        if syntax_state(prefix).parses:
            return prefix
    return ""


def indent_pattern(name: str) -> FixPattern:
    """Returns the pattern that proposes what one of `PROPOSERS` found, ranked among all."""

    def propose(context: Context) -> Iterator[Fix]:
        if before(context).parses:
            return
        found = ranked(context.source.text)
        for place, item in enumerate(found[:_MOST_FIXES]):
            if item.pattern == name:
                edits = edits_between(context.source.path, context.source.text, item.candidate.text)
                yield Fix(edits, item.candidate.rationale, _confidence(found, place))

    return syntax_pattern(name, propose)


def _confidence(found: tuple[Judged, ...], place: int) -> float:
    item = found[place]
    if place:
        return max(0.2, (0.5 if item.state.parses else 0.35) - 0.1 * (place - 1))
    rival = found[1].cost - item.cost if len(found) > 1 else 9.0
    if len(found) > 1 and item.state.parses and not found[1].state.parses:
        rival = 9.0
    if item.state.parses:
        return max(0.75, (0.9 if rival >= 0.5 else 0.84) - 0.03 * min(item.cost, 3))
    return 0.55 if rival >= 0.5 else 0.5


INDENT_PATTERNS: tuple[FixPattern, ...] = tuple(indent_pattern(name) for name in PROPOSERS)
