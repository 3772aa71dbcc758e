"""Tries candidate edits on the text and turns those that help into fixes.

Parsing decides, never the message: what an interpreter says about a syntax error differs between
Python 3.8 and 3.14. A large file is not parsed for each candidate; the top-level statements around
the error are, and only candidates that help there are tried on the whole file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from healbot.core.errors import InapplicablePatch
from healbot.core.failure import SYNTAX_ERRORS
from healbot.core.patch import SourceEdit, apply_to_text
from healbot.generators.fix_patterns.pattern import Context, Fix, FixPattern
from healbot.generators.fix_patterns.syntax.loose_tokens import Kind
from healbot.generators.fix_patterns.syntax.reparse import SyntaxState
from healbot.generators.fix_patterns.syntax.structure.plausibility import oddities
from healbot.generators.fix_patterns.syntax.structure.sketch import (
    Sketch,
    cached_state,
    sketch_at,
    sketch_of,
)

BUDGET = 150
"""Candidates that a pattern may try on a small text."""
BUDGET_CHARACTERS = 600_000
"""About what a pattern may have parsed, in characters: limits the candidates for large texts."""
MAX_FIXES = 4
"""Fixes that a pattern proposes at most: the next attempts are better spent on other patterns."""
SMALL_TEXT = 12_000
"""Texts up to this many characters are parsed as a whole."""
ODDITY_COST = 0.07
MAX_ODDITY_COST = 0.35
MOVED_ON = 0.6
"""A candidate after which only the error moves on is worth at most this."""


@dataclass(frozen=True)
class Candidate:
    """An edit that a pattern would like to try."""

    edits: tuple[SourceEdit, ...]
    prior: float
    """0 to 1: how likely it is meant, should it compile."""
    why: str
    """For a reviewer."""


Finder = Callable[[Sketch], Iterable[Candidate]]


@dataclass(frozen=True)
class Tried:
    """A candidate that helps."""

    candidate: Candidate
    text: str
    """The text after it."""
    state: SyntaxState
    confidence: float


def syntax_pattern(
    name: str, find: Finder, exceptions: frozenset[str] = SYNTAX_ERRORS
) -> FixPattern:
    """Returns the pattern that proposes the candidates of `find` after which the text parses."""

    def propose(context: Context) -> Iterator[Fix]:
        for tried in judged(sketch_of(context), find):
            candidate = tried.candidate
            yield Fix(candidate.edits, candidate.why, tried.confidence)

    return FixPattern(name, exceptions, propose)


def judged(sketch: Sketch, find: Finder) -> list[Tried]:
    """Returns the candidates that help, best first; remembered with the sketch."""
    if find not in sketch.memo:
        sketch.memo[find] = [] if sketch.state.parses else _judge(sketch, find)
    found: list[Tried] = sketch.memo[find]
    return found


def _judge(sketch: Sketch, find: Finder) -> list[Tried]:
    window = window_of(sketch)
    budget = max(6, min(BUDGET, BUDGET_CHARACTERS // max(window.size, 1)))
    found: list[Tried] = []
    seen: set[str] = set()
    for candidate in find(sketch):
        if budget <= 0:
            break
        text = applied(sketch.text, candidate.edits)
        if text is None or text == sketch.text or text in seen:
            continue
        seen.add(text)
        budget -= 1
        state = window.state_after(candidate.edits, text)
        if state is not None and _helps(sketch, candidate, state):
            found.append(Tried(candidate, text, state, _confidence(sketch, candidate, text, state)))
    found.sort(key=lambda tried: -tried.confidence)
    return found[:MAX_FIXES]


def applied(text: str, edits: Iterable[SourceEdit]) -> str | None:
    try:
        return apply_to_text(text, edits)
    except InapplicablePatch:
        return None


def _helps(sketch: Sketch, candidate: Candidate, state: SyntaxState) -> bool:
    """Whether the text parses now or fails on a clearly later line."""
    if state.error_line is None:
        return True
    limit = max(sketch.state.error_line or 1, sketch.line)
    for edit in candidate.edits:
        if sketch.line_of(edit.start) <= limit:
            removed = sketch.text.count("\n", edit.start, edit.end)
            limit += edit.replacement.count("\n") - removed
    return state.error_line > limit


def _confidence(sketch: Sketch, candidate: Candidate, text: str, state: SyntaxState) -> float:
    odd = oddities_around(sketch, text) if state.parses else _odd_lines(sketch, candidate, text)
    worth = max(0.0, candidate.prior - min(MAX_ODDITY_COST, ODDITY_COST * odd))
    return round(worth if state.parses else MOVED_ON * worth, 4)


def _odd_lines(sketch: Sketch, candidate: Candidate, text: str) -> int:
    """Returns how odd the logical line of the first edit looks, in a text that does not parse."""
    start = min(edit.start for edit in candidate.edits)
    after = sketch_at(sketch.path, text, sketch.line)
    at = after.logical_at(after.line_of(start))
    if at is None:
        return 0
    line = after.logical_lines[at]
    alone = text[line.first.start : line.last.end]
    if line.last.text == ":":
        alone = alone.removeprefix("el") if line.first.text == "elif" else alone
        alone += " pass"
    if line.first.text == "return":
        alone = "_ = " + alone.removeprefix("return")
    return oddities_of(alone) if cached_state(alone).parses else 0


def oddities_around(sketch: Sketch, text: str) -> int:
    """Returns how odd a text that parses looks; of a large text only the changed region counts."""
    if len(text) <= SMALL_TEXT:
        return oddities_of(text)
    start = window_of(sketch).start
    tail = len(sketch.text) - window_of(sketch).end
    return oddities_of(text[start : len(text) - tail])


@lru_cache(maxsize=512)
def oddities_of(text: str) -> int:
    """`oddities`, remembered."""
    return oddities(text)


@dataclass(frozen=True)
class Window:
    """The top-level statements around the error, which can be parsed on their own."""

    text: str
    """The whole text."""
    start: int
    end: int
    first_line: int
    """1-based line of `start`."""
    proxy: bool
    """Whether the window fails as the whole text does, so that it can stand in for it."""

    @property
    def size(self) -> int:
        """Characters to parse for one candidate."""
        return self.end - self.start if self.proxy else len(self.text)

    def state_after(self, edits: Iterable[SourceEdit], edited: str) -> SyntaxState | None:
        """Returns the state of the whole text after `edits`; ``None`` when they clearly fail."""
        edits = tuple(edits)
        inside = all(self.start <= edit.start and edit.end <= self.end for edit in edits)
        if not self.proxy or not inside:
            return cached_state(edited)
        before = cached_state(self.text[self.start : self.end])
        part = edited[self.start : len(edited) - (len(self.text) - self.end)]
        after = cached_state(part)
        if after.error_line is not None and after.error_line <= (before.error_line or 0):
            return None
        return cached_state(edited)


@lru_cache(maxsize=64)
def _window(sketch_key: tuple[str, str, int]) -> Window:
    return _make_window(sketch_at(*sketch_key))


def window_of(sketch: Sketch) -> Window:
    """Returns the part of the text that is parsed for each candidate."""
    return _window((sketch.path, sketch.text, sketch.line))


def _make_window(sketch: Sketch) -> Window:
    text = sketch.text
    whole = Window(text, 0, len(text), 1, False)
    if len(text) <= SMALL_TEXT:
        return whole
    first = min(sketch.error_lines)
    last = max(sketch.error_lines)
    margins = _top_level_lines(sketch)
    starts = [line for line in margins if line < first] or [1]
    ends = [line for line in margins if line > last]
    # One statement more on each side: the mistake may stand at the end of the one before.
    start_line = starts[-2] if len(starts) > 1 else 1
    end_line = ends[1] if len(ends) > 1 else None
    start = sketch.line_starts[start_line - 1]
    end = sketch.line_starts[end_line - 1] if end_line else len(text)
    part = cached_state(text[start:end])
    if part.parses or not cached_state(text[:start]).parses:
        return whole
    return Window(text, start, end, start_line, True)


def _top_level_lines(sketch: Sketch) -> list[int]:
    """Lines at the margin at which a statement starts."""
    continues = {"else", "elif", "except", "finally"}
    found: list[int] = []
    decorated = False
    for line in sketch.logical_lines:
        if line.indent == 0 and line.first.text not in continues:
            if not decorated and line.first.kind in {Kind.NAME, Kind.OPERATOR}:
                found.append(line.first.line)
            decorated = line.first.text == "@"
    return found
