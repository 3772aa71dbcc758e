"""A comma too many: ``[1,, 2]``, ``f(, a)``, ``import os,``."""

from __future__ import annotations

from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.syntax.loose_tokens import LooseToken
from healbot.generators.fix_patterns.syntax.structure.judge import Candidate
from healbot.generators.fix_patterns.syntax.structure.sketch import LogicalLine, Sketch
from healbot.generators.fix_patterns.syntax.structure.words import OPENERS, OPERATOR_KEYWORDS

_WHY = "A comma is surplus."
_DOUBLED = frozenset({".", ":", "+", "*", "/", "%", "=", "in", "and", "or", "is", "def", "class"})


def candidates(sketch: Sketch) -> Iterator[Candidate]:
    """Yields the repairs to try."""
    for line in sketch.suspects:
        commas = [token for token in line.tokens if token.text == ","]
        surplus = [comma for comma in commas if _follows_nothing(sketch, comma)]
        if surplus:
            yield Candidate(tuple(_without(sketch, token) for token in surplus), 0.92, _WHY)
        for comma in commas:
            after = sketch.after(comma)
            if after is None or after.line != comma.line or after.text in OPERATOR_KEYWORDS:
                yield Candidate((sketch.replace(comma, ""),), 0.88, _WHY)
            elif after.text in {"=", "+", ":", ".", "=="}:
                yield Candidate((sketch.replace(comma, ""),), 0.8, _WHY)
        yield from _doubled(sketch, line)


def _follows_nothing(sketch: Sketch, comma: LooseToken) -> bool:
    before = sketch.before(comma)
    return before is not None and (before.text == "," or before.text in OPENERS)


def _doubled(sketch: Sketch, line: LogicalLine) -> Iterator[Candidate]:
    """``for x in in xs``."""
    for left, right in zip(line.tokens, line.tokens[1:], strict=False):
        if left.text == right.text and left.text in _DOUBLED:
            why = f"`{left.text}` stands there twice."
            yield Candidate((sketch.cut(left.end, right.end),), 0.88, why)


def _without(sketch: Sketch, comma: LooseToken) -> SourceEdit:
    """Takes the blank behind a comma along when nothing stands before it: ``f(, a)``."""
    before = sketch.before(comma)
    blank = sketch.text[comma.end : comma.end + 1] == " "
    opened = before is not None and before.text in OPENERS
    return sketch.cut(comma.start, comma.end + (blank and opened))
