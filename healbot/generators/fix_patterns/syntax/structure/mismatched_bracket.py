"""Brackets of two shapes that belong together: ``(1, 2]``, ``d["a")``."""

from __future__ import annotations

from collections.abc import Iterator

from healbot.generators.fix_patterns.syntax.loose_tokens import Kind
from healbot.generators.fix_patterns.syntax.structure.judge import Candidate
from healbot.generators.fix_patterns.syntax.structure.sketch import Sketch
from healbot.generators.fix_patterns.syntax.structure.words import CLOSERS, KEYWORDS, OPENERS

_MAX_PAIRS = 10


def candidates(sketch: Sketch) -> Iterator[Candidate]:
    """Yields the repairs to try."""
    for opener, closer in sketch.brackets.mismatched[:_MAX_PAIRS]:
        why = f"`{opener.text}` of line {opener.line} is closed with `{closer.text}`."
        before = sketch.before(opener)
        attached = before is not None and sketch.touching(before, opener)
        is_call = attached and before is not None and before.kind is Kind.NAME
        is_call = is_call and before is not None and before.text not in KEYWORDS
        name = before.text if is_call and before is not None else ""
        called = is_call and opener.text == "("
        yield Candidate((sketch.replace(closer, OPENERS[opener.text]),), 0.9, why)
        prior = 0.7 if called else 0.84
        if is_call and opener.text in "[{" and closer.text == ")":
            prior = 0.92 if opener.text == "{" or _is_function(sketch, name) else 0.84
        yield Candidate((sketch.replace(opener, CLOSERS[closer.text]),), prior, why)
    yield from _one_replaced(sketch)


def _is_function(sketch: Sketch, name: str) -> bool:
    """Whether a name is called elsewhere in the code, or is a builtin function."""
    if name in {"print", "len", "range", "int", "str", "input", "float", "sum", "sorted"}:
        return True
    return any(
        left.text == name and right.text == "("
        for left, right in zip(sketch.code, sketch.code[1:], strict=False)
    )


def _one_replaced(sketch: Sketch) -> Iterator[Candidate]:
    """One bracket unclosed and another surplus on the same line: the shape is wrong."""
    for opener in sketch.brackets.unclosed[:_MAX_PAIRS]:
        at = sketch.logical_at(opener.line)
        line = sketch.logical_lines[at] if at is not None else None
        if line is None:
            continue
        surplus = [t for t in sketch.brackets.surplus if opener.start < t.start <= line.last.start]
        if not surplus:
            continue
        for token in line.tokens:
            if token.start > opener.start and token.text == surplus[0].text:
                why = f"`{opener.text}` is closed with `{token.text}`."
                edit = sketch.replace(token, OPENERS[opener.text])
                yield Candidate((edit,), 0.92, why)
                break
