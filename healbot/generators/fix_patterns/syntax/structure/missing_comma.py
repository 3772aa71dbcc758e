"""Two values side by side with nothing between them."""

from __future__ import annotations

from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.syntax.loose_tokens import Kind, LooseToken
from healbot.generators.fix_patterns.syntax.structure.judge import Candidate
from healbot.generators.fix_patterns.syntax.structure.sketch import (
    LogicalLine,
    Sketch,
    ends_value,
    starts_value,
)

_ONE_ARGUMENT = frozenset({"input", "len", "str", "int", "float", "write", "append", "join"})
_MAX_LINE_TOKENS = 3000
_WHY = "A comma is missing between two values."


def candidates(sketch: Sketch) -> Iterator[Candidate]:
    """Yields the repairs to try."""
    for line in sketch.suspects:
        if len(line.tokens) > _MAX_LINE_TOKENS:
            continue
        pairs = list(_adjacent(sketch, line))
        if not pairs:
            continue
        yield from _operators(sketch, line, pairs)
        commas = tuple(_comma(sketch, left, right) for left, right in pairs)
        yield Candidate(commas, 0.9, _WHY)
        for around in _groups(sketch, pairs):
            inside = [pair for pair in pairs if sketch.brackets.inside.get(pair[0].start) == around]
            edits = tuple(_comma(sketch, left, right) for left, right in inside)
            yield Candidate(edits, 0.9, _WHY)
        for left, right in pairs:
            yield Candidate((_comma(sketch, left, right),), 0.88, _WHY)


def _groups(sketch: Sketch, pairs: list[tuple[LooseToken, LooseToken]]) -> list[LooseToken | None]:
    groups = (sketch.brackets.inside.get(left.start) for left, _ in pairs)
    return list(dict.fromkeys(groups))


def _adjacent(sketch: Sketch, line: LogicalLine) -> Iterator[tuple[LooseToken, LooseToken]]:
    """Yields the values that follow one another where commas are due."""
    listing = _lists_at_top(line)
    for left, right in zip(line.tokens, line.tokens[1:], strict=False):
        around = sketch.brackets.inside.get(left.start)
        closes = right.start in sketch.brackets.partner and right.text in ")]}"
        if closes or not _side_by_side(sketch, left, right):
            continue
        opener = sketch.brackets.inside.get(right.start)
        if left.text not in ")]}" and opener != around:
            continue
        if opener is None and not listing and not _in_loop_target(line, left):
            continue
        yield left, right


def _in_loop_target(line: LogicalLine, token: LooseToken) -> bool:
    """Whether a token stands between ``for`` and ``in``."""
    if line.keyword != "for" or token.text in {"for", "async"}:
        return False
    return any(item.text == "in" and item.start > token.start for item in line.tokens)


def _lists_at_top(line: LogicalLine) -> bool:
    """Whether the statement takes a list without brackets: imports, ``global``, tuples."""
    if line.first.text in {"import", "from", "global", "nonlocal"}:
        return True
    if line.first.text in {"for", "return"}:
        return "," in line.texts
    return "," in line.texts and "=" in line.texts


def _side_by_side(sketch: Sketch, left: LooseToken, right: LooseToken) -> bool:
    if not ends_value(left) or right.kind is Kind.OPEN_STRING:
        return False
    if right.text in {"*", "**"} and left.line != right.line:
        return True  # `f(a` and on the next line `*args)`
    if not starts_value(right):
        return False
    if left.kind is Kind.STRING and right.kind is Kind.STRING:
        # Valid, as one string; in a dict the colon behind the second one shows that it is not.
        following, before = sketch.after(right), sketch.before(left)
        is_value = before is not None and before.text == ":"
        return following is not None and following.text == ":" and is_value
    if right.text in {"(", "["}:
        literal = left.kind in {Kind.NUMBER, Kind.STRING}
        return left.line != right.line or (literal and not sketch.touching(left, right))
    if right.text == "not":
        following = sketch.after(right)
        return following is not None and following.text != "in"
    # `2x` is a product, a name or a slip: nobody knows.
    return left.kind is not Kind.NUMBER or not sketch.touching(left, right)


def _comma(sketch: Sketch, left: LooseToken, right: LooseToken) -> SourceEdit:
    """``[1, 2. 3]`` has the comma, as a point."""
    if left.kind is Kind.NUMBER and left.text.endswith("."):
        return sketch.cut(left.end - 1, left.end, ",")
    return sketch.insert(left.end, "," if left.end < right.start else ", ")


def _operators(
    sketch: Sketch, line: LogicalLine, pairs: list[tuple[LooseToken, LooseToken]]
) -> Iterator[Candidate]:
    """A plus sign, where the values beside are put together with plus signs."""
    if len(pairs) > 1:
        return
    left, right = pairs[0]
    around = sketch.brackets.inside.get(left.start)
    inside = [t for t in line.tokens if sketch.brackets.inside.get(t.start) == around]
    pluses = sum(token.text == "+" for token in inside)
    commas = sum(token.text == "," for token in inside)
    callee = sketch.before(around) if around is not None else None
    one_argument = callee is not None and callee.text in _ONE_ARGUMENT
    text = left.kind is Kind.STRING or right.kind is Kind.STRING
    if text and (pluses > commas or (one_argument and not commas)):
        space = " " if left.end < right.start else " + "
        edit = sketch.cut(left.end, left.end, " +" if space == " " else " + ")
        why = "A plus sign is missing between two texts that are put together."
        yield Candidate((edit,), 0.92 if pluses else 0.91, why)
