"""Mistakes that only go away together.

Two slips on one line (``if x = 5`` without a colon) hide each other: no single edit lets the parser
come any further. Such a line is taken out of the file and searched on its own, where a parse costs
next to nothing. And an unterminated string at the end of a file is reported before the missing
colon at its top; when it is mended the error moves up, which looks like no progress. Then
repairs are put together until the whole file compiles.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from healbot.core.errors import Refused
from healbot.core.failure import SYNTAX_ERRORS
from healbot.core.source import SourceFile
from healbot.generators.fix_patterns.pattern import Context, Fix, FixPattern
from healbot.generators.fix_patterns.syntax.layout import LAYOUT_PATTERNS
from healbot.generators.fix_patterns.syntax.loose_tokens import Kind
from healbot.generators.fix_patterns.syntax.structure.finders import FINDERS
from healbot.generators.fix_patterns.syntax.structure.foreign_block import edits_between
from healbot.generators.fix_patterns.syntax.structure.judge import (
    MOVED_ON,
    Candidate,
    Tried,
    applied,
    judged,
    oddities_of,
)
from healbot.generators.fix_patterns.syntax.structure.sketch import (
    LogicalLine,
    Sketch,
    cached_state,
    sketch_at,
    sketch_of,
)

_MAX_TEXT = 120_000
_MAX_ACROSS = 30_000
"""Characters: every step parses the whole text many times."""
_GOOD_ENOUGH = 0.75
"""A single repair that is this sure needs no company."""
_GOOD_STEP = 0.45
"""The same for one after which the error only moves on."""
_FIRST_EDITS = 30
_PER_FINDER = 12
_MIN_PRIOR = 0.8
_MAX_STEPS = 6
_TOGETHER = 0.97
"""What each further mistake costs in confidence."""


def _propose(context: Context) -> Iterator[Fix]:
    sketch = sketch_of(context)
    if sketch.state.parses or len(sketch.text) > _MAX_TEXT or _single_repair(sketch):
        return
    on_lines = [item for line in sketch.suspects[:3] for item in _on_one_line(sketch, line)]
    on_lines.sort(key=lambda item: -item.prior)
    helpful = judged(sketch, lambda _: on_lines)
    for tried in helpful[:2]:
        yield Fix(tried.candidate.edits, tried.candidate.why, tried.confidence)
    if not helpful and len(sketch.text) <= _MAX_ACROSS:
        yield from _across_lines(context, sketch)


SEVERAL_MISTAKES = FixPattern("several_mistakes", SYNTAX_ERRORS, _propose)


def _single_repair(sketch: Sketch) -> bool:
    """Whether one repair alone does, or at least leads on."""
    for find in FINDERS.values():
        for tried in judged(sketch, find):
            if tried.confidence >= (_GOOD_ENOUGH if tried.state.parses else _GOOD_STEP):
                return True
    return False


# On one line ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Excerpt:
    """A logical line within a frame of valid code."""

    text: str
    start: int
    """Offset of the line in `text`."""
    tail: int
    """Characters behind the line."""

    @property
    def line(self) -> int:
        """1-based line of the excerpt's line."""
        return self.text.count("\n", 0, self.start) + 1

    def content(self, text: str) -> str:
        """Returns the line out of a text with the same frame."""
        return text[self.start : len(text) - self.tail]


def _excerpt(sketch: Sketch, line: LogicalLine) -> _Excerpt:
    before = "async def _():\n while 1:\n"
    if line.first.text in {"elif", "else", "elseif", "elsif"}:
        before += "  if _:\n   pass\n"
    elif line.first.text in {"except", "finally", "catch"}:
        before += "  try:\n   pass\n"
    before += "  "
    content = sketch.text[line.first.start : line.last.end]
    after = "\n   pass\n" if sketch.has_body(line) else "\n"
    if line.first.text == "try":
        after += "  finally:\n   pass\n"
    return _Excerpt(before + content + after, len(before), len(after))


def _on_one_line(sketch: Sketch, line: LogicalLine) -> Iterator[Candidate]:
    """Pairs of repairs after which a line is valid."""
    excerpt = _excerpt(sketch, line)
    if len(excerpt.text) > 600 or cached_state(excerpt.text).parses:
        return
    seen: set[str] = set()
    for text, prior, why in _first_repairs(excerpt):
        second = sketch_at(sketch.path, text, excerpt.line)
        for find in FINDERS.values():
            for tried in judged(second, find)[:2]:
                if not tried.state.parses or tried.text in seen:
                    continue
                seen.add(tried.text)
                content = excerpt.content(tried.text)
                confidence = tried.confidence * prior * _TOGETHER
                both = f"{why} {tried.candidate.why}"
                edit = sketch.cut(line.first.start, line.last.end, content)
                yield Candidate((edit,), confidence + 0.1, both)


def _first_repairs(excerpt: _Excerpt) -> list[tuple[str, float, str]]:
    sketch = sketch_at("", excerpt.text, excerpt.line)
    found: dict[str, tuple[float, str]] = {}
    for find in FINDERS.values():
        for candidate in islice(find(sketch), _PER_FINDER):
            text = applied(excerpt.text, candidate.edits)
            inside = all(
                excerpt.start <= edit.start and edit.end <= len(excerpt.text) - excerpt.tail
                for edit in candidate.edits
            )
            if text is None or not inside or candidate.prior < _MIN_PRIOR or text == excerpt.text:
                continue
            if found.get(text, (0.0, ""))[0] < candidate.prior:
                found[text] = (candidate.prior, candidate.why)
    ranked = sorted(found.items(), key=lambda item: -item[1][0])
    return [(text, prior, why) for text, (prior, why) in ranked[:_FIRST_EDITS]]


# Across lines ---------------------------------------------------------------------------------


def _across_lines(context: Context, sketch: Sketch) -> Iterator[Fix]:
    """Repairs one mistake after the other until the whole file compiles."""
    text, confidence, reasons = sketch.text, 1.0, list[str]()
    for _ in range(_MAX_STEPS):
        current = sketch_at(sketch.path, text, cached_state(text).error_line or 1)
        step = _next_step(context, current)
        if step is None:
            return
        text = step.text
        confidence *= _sureness(step)
        reasons.append(step.candidate.why)
        if cached_state(text).parses:
            break
    else:
        return
    edits = edits_between(sketch, text)
    worth = max(0.3, min(0.85, confidence ** (1 / len(reasons))) - 0.04 * len(reasons))
    yield Fix(edits, " ".join(dict.fromkeys(reasons)), round(worth, 4))


def _next_step(context: Context, sketch: Sketch) -> Tried | None:
    """Returns the surest repair that lets the parser come further, or removes a broken token."""
    helpful = [tried for find in FINDERS.values() for tried in judged(sketch, find)]
    helpful += _layout_steps(context, sketch)
    if helpful:
        return max(helpful, key=_sureness)
    on_line = [item for line in sketch.suspects[:2] for item in _on_one_line(sketch, line)]
    tried = judged(sketch, lambda _: on_line)
    if tried:
        return tried[0]
    return _fewer_broken_tokens(sketch)


def _sureness(tried: Tried) -> float:
    """How sure a step is, whether it is the last one or not."""
    return min(1.0, tried.confidence / (1 if tried.state.parses else MOVED_ON))


def _layout_steps(context: Context, sketch: Sketch) -> list[Tried]:
    """What the patterns for layout propose."""
    try:
        source = SourceFile(sketch.path, context.source.encode(sketch.text))
    except Refused:
        return []
    frame = replace(context.frame, line=sketch.line)
    error = replace(context.exception, message=sketch.state.message, offset=sketch.state.offset)
    step_context = Context(context.problem, error, frame, source)
    found: list[Tried] = []
    for pattern in LAYOUT_PATTERNS:
        for fix in islice(pattern.propose(step_context), 2):
            text = applied(sketch.text, fix.edits)
            line = cached_state(text).error_line if text is not None else None
            helps = line is None or line > (sketch.state.error_line or 1)
            if text is not None and text != sketch.text and helps:
                candidate = Candidate(fix.edits, fix.confidence, fix.rationale)
                found.append(Tried(candidate, text, cached_state(text), fix.confidence))
    return found


def _faults(sketch: Sketch) -> int:
    """How many strings and brackets of a text have no partner."""
    brackets = sketch.brackets
    strings = sum(token.kind is Kind.OPEN_STRING for token in sketch.code)
    return strings + len(brackets.unclosed) + len(brackets.surplus) + len(brackets.mismatched)


def _fewer_broken_tokens(sketch: Sketch) -> Tried | None:
    """Returns the surest repair of a string or bracket, wherever the error is said to be then."""
    faults = _faults(sketch)
    best: Tried | None = None
    names = ("unterminated_string", "unclosed_bracket", "mismatched_bracket", "extra_bracket",
             "unterminated_triple")  # fmt: skip
    for find in (FINDERS[name] for name in names):
        for candidate in islice(find(sketch), _PER_FINDER):
            text = applied(sketch.text, candidate.edits)
            if text is None:
                continue
            after = sketch_at(sketch.path, text, sketch.line)
            if _faults(after) >= faults:
                continue
            worth = candidate.prior - 0.07 * _line_oddities(after, candidate)
            if best is None or worth > best.confidence:
                best = Tried(candidate, text, after.state, worth)
    return best


def _line_oddities(after: Sketch, candidate: Candidate) -> int:
    at = after.logical_at(after.line_of(candidate.edits[0].start))
    if at is None:
        return 0
    line = after.logical_lines[at]
    excerpt = _excerpt(after, line)
    return oddities_of(excerpt.text) if cached_state(excerpt.text).parses else 2
