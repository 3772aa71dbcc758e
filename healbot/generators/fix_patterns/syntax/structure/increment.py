"""``i++``, ``i--`` and ``++i`` as statements."""

from __future__ import annotations

from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.syntax.loose_tokens import Kind, LooseToken
from healbot.generators.fix_patterns.syntax.structure.judge import Candidate
from healbot.generators.fix_patterns.syntax.structure.sketch import LogicalLine, Sketch

_STEPS = {"++": "+= 1", "--": "-= 1"}


def candidates(sketch: Sketch) -> Iterator[Candidate]:
    """Yields the repairs to try."""
    edits = tuple(edit for line in sketch.logical_lines for edit in increment(sketch, line))
    if edits:
        yield Candidate(edits, 0.95, "Python has no `++` and `--`; it adds with `+= 1`.")


def increment(sketch: Sketch, line: LogicalLine) -> Iterator[SourceEdit]:
    """Yields the edit that makes the increments of a line assignments."""
    tokens = list(line.tokens)
    if tokens[-1].text == ";":
        tokens.pop()
    start = _statement_start(sketch, tokens)
    if len(tokens) - start < 2:
        return
    first, last = tokens[start], tokens[-1]
    if last.text in _STEPS and first.kind is Kind.NAME:
        before = tokens[-2]
        yield sketch.cut(before.end, last.end, " " + _STEPS[last.text])
    elif first.text in _STEPS and tokens[start + 1].kind is Kind.NAME:
        yield sketch.cut(first.start, tokens[start + 1].start)
        yield sketch.insert(last.end, " " + _STEPS[first.text])


def _statement_start(sketch: Sketch, tokens: list[LooseToken]) -> int:
    """Returns the index behind the colon of ``if x: i++``."""
    start = 0
    for index, token in enumerate(tokens):
        top = token.start not in sketch.brackets.inside
        if top and token.text in {":", ";"}:
            start = index + 1
    return start
