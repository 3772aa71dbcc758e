"""``a ? b : c`` for ``b if a else c``."""

from __future__ import annotations

from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.syntax.loose_tokens import LooseToken
from healbot.generators.fix_patterns.syntax.structure.judge import Candidate
from healbot.generators.fix_patterns.syntax.structure.sketch import LogicalLine, Sketch
from healbot.generators.fix_patterns.syntax.structure.words import AUGMENTED

_STARTS = frozenset({"=", ",", "return", ":", "=>", "in", "yield", ":="}) | AUGMENTED
_ENDS = frozenset({",", ";"})


def candidates(sketch: Sketch) -> Iterator[Candidate]:
    """Yields the repairs to try."""
    edits = tuple(edit for line in sketch.logical_lines for edit in ternaries(sketch, line))
    if edits:
        why = "Python writes `a ? b : c` as `b if a else c`."
        yield Candidate(edits, 0.94, why)


def ternaries(sketch: Sketch, line: LogicalLine) -> Iterator[SourceEdit]:
    """Yields the edits that rewrite the conditional expressions of a line."""
    done = -1
    for token in line.tokens:
        if token.text == "?" and token.start > done:
            span = _span(sketch, line, token)
            rewritten = span and _rewrite(sketch, line, *span)
            if span and rewritten:
                start, end = span
                yield sketch.cut(start, end, rewritten)
                done = end


def _level(sketch: Sketch, line: LogicalLine, token: LooseToken) -> list[LooseToken]:
    """The tokens of the line in the same brackets as `token`."""
    around = sketch.brackets.inside.get(token.start)
    return [item for item in line.tokens if sketch.brackets.inside.get(item.start) == around]


def _span(sketch: Sketch, line: LogicalLine, mark: LooseToken) -> tuple[int, int] | None:
    """Returns where the whole expression around a question mark starts and ends."""
    level = _level(sketch, line, mark)
    start, end = level[0].start, level[-1].end
    for item in level:
        if item.start < mark.start and item.text in _STARTS:
            after = sketch.after(item)
            start = after.start if after is not None else start
        elif item.start > mark.start and item.text in _ENDS:
            end = item.start
            break
    return (start, end) if start < mark.start < end else None


def _rewrite(sketch: Sketch, line: LogicalLine, start: int, end: int) -> str | None:
    """Returns the expression in Python, conditionals in its last part included."""
    parts = [t for t in line.tokens if start <= t.start < end]
    mark = next((t for t in parts if t.text == "?"), None)
    if mark is None:
        return sketch.text[start:end].strip()
    around = sketch.brackets.inside.get(mark.start)
    depth = 0
    for token in parts:
        if token.start <= mark.start or sketch.brackets.inside.get(token.start) != around:
            continue
        if token.text == "?":
            depth += 1
        elif token.text == ":":
            if depth == 0:
                return _assembled(sketch, line, (start, mark, token, end))
            depth -= 1
    return None


def _assembled(
    sketch: Sketch, line: LogicalLine, places: tuple[int, LooseToken, LooseToken, int]
) -> str | None:
    start, mark, colon, end = places
    condition = sketch.text[start : mark.start].strip()
    if condition.startswith("(") and condition.endswith(")"):
        opener = sketch.brackets.partner.get(start)
        if opener is not None and opener.end == start + len(condition):
            condition = condition[1:-1].strip()
    yes = _rewrite(sketch, line, mark.end, colon.start)
    no = _rewrite(sketch, line, colon.end, end)
    if not condition or not yes or not no:
        return None
    if "?" in sketch.text[mark.end : colon.start]:
        yes = f"({yes})"
    return f"{yes} if {condition} else {no}"
