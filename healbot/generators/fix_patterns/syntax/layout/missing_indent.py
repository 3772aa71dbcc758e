"""A header whose body is not indented: decides how many of the following lines belong to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from healbot.generators.fix_patterns.syntax.layout.indentation import (
    CLAUSES,
    Break,
    Candidate,
    Layout,
    Row,
)
from healbot.generators.fix_patterns.syntax.loose_tokens import Kind
from healbot.generators.fix_patterns.syntax.reparse import SyntaxState

_LEAVES = frozenset({"return", "raise", "break", "continue", "pass", "yield"})
_GROWS = re.compile(
    r"^\w+(?:\.\w+|\[.*\])* ?(?:[-+*/%|&]|//)=|^[\w.]+\.(?:append|add|update|extend)\("
)
_MOST_ENDS = 250
_MOST_TRIED = 25
_SHORT = 3
"""Lines of a branch that ends with a return, a raise or an exit."""


def candidates(layout: Layout, state: SyntaxState) -> Iterator[Candidate]:
    """Yields the text with more and more lines below the header indented."""
    found = layout.violation
    if found is None or found.kind is not Break.NO_BLOCK or not found.row < len(layout.rows):
        return
    header = layout.rows[found.row - 1]
    first = found.row
    reason = f"The body of `{header.keyword}` on line {header.first + 1} must be indented."
    width = layout.rows[first].width
    delta = header.width + layout.step - width
    yield from _up_to_deeper(layout, first, header, reason)
    yield from _header_outward(layout, first)
    ends = sorted((_cost(layout, header, first, end), end) for end in _ends(layout, first))
    for cost, end in ends[:_MOST_TRIED]:
        moved = {index: layout.rows[index].width + delta for index in range(first, end)}
        yield Candidate(layout.moved(moved), cost, reason)


def _up_to_deeper(layout: Layout, first: int, header: Row, reason: str) -> Iterator[Candidate]:
    """Only the first lines of the body lost their indentation: the next ones have it."""
    end = first
    while end < len(layout.rows) and layout.rows[end].width <= header.width:
        if end > first and (layout.rows[end].word in CLAUSES or end - first > 8):
            return
        end += 1
    if end == len(layout.rows):
        return
    inner = layout.rows[end].width
    opener = layout.rows[end - 1].opens
    width = header.width + layout.step if opener and inner > header.width + layout.step else inner
    if opener and width == inner:
        return
    moved = dict.fromkeys(range(first, end), width)
    yield Candidate(layout.moved(moved), 0.0 + 0.1 * (end - first - 1), reason)


def _header_outward(layout: Layout, first: int) -> Iterator[Candidate]:
    """The body is where it belongs and the header too deep."""
    header, width = layout.rows[first - 1], layout.rows[first].width - layout.step
    if width >= 0:
        reason = f"`{header.keyword}` on line {header.first + 1} is as deep as its body."
        decorators = {}
        for index in range(first - 2, -1, -1):
            if layout.rows[index].word != "@" or layout.rows[index].width != header.width:
                break
            decorators[index] = width
        start = first - 1 - len(decorators)
        apart = header.keyword in ("def", "class") and layout.blank_lines_above(start) > 0
        moved = {first - 1: width} | decorators
        yield Candidate(layout.moved(moved), 0.2 if apart else 0.7, reason)


def _ends(layout: Layout, first: int) -> Iterator[int]:
    """Yields where the body may end: behind each line that is as deep as its first line."""
    width = layout.rows[first].width
    end, found = first, 0
    while end < len(layout.rows) and layout.rows[end].width >= width and found < _MOST_ENDS:
        if end > first and layout.rows[end].width == width and layout.rows[end].word in CLAUSES:
            owner = any(
                layout.rows[at].width == width and layout.rows[at].opens for at in range(first, end)
            )
            if not owner:
                return
        end = layout.block_end(end)
        found += 1
        yield end


def _cost(layout: Layout, header: Row, first: int, end: int) -> float:
    """Returns how unusual it is that the body of `header` is the rows from `first` to `end`."""
    width = layout.rows[first].width
    body = [index for index in range(first, end) if layout.rows[index].width == width]
    rows = [_with_block(layout, index) for index in body]
    following = _with_block(layout, end) if end < len(layout.rows) else None
    beside = following is not None and following.width == width
    gap = layout.blank_lines_above(end) if following is not None else 2
    cost = _gap_cost(layout, header, body)
    if following is not None and beside and following.word in CLAUSES:
        return cost + (1.5 if any(row.opens and row.word not in CLAUSES for row in rows) else 0.0)
    if _is_main_guard(header):
        return cost + (1.0 if beside else 0.0)
    if header.keyword == "class":
        return abs(_class_end(layout, first) - end) * 0.3
    if header.keyword == "def":
        cost += 2.0 if _returns_behind(layout, end, width) else 0.0
        return cost + _definition_cost(header, rows, following if beside else None, gap)
    own = _own_names(header, rows)
    if own and header.keyword in ("for", "with", "while"):
        cost += _use_cost(rows, own)
        if header.keyword == "while" and len(rows) > 1:
            moves_on = _assigned(rows[-1]) & header.names or rows[-1].word in _LEAVES
            cost += 0.0 if moves_on or rows[-1].opens else 0.4
        if following is not None and beside:
            cost += _next_cost(header, following, own, gap)
    elif header.keyword in ("if", "elif", "else", "except", "finally", "try", "case"):
        cost += _branch_cost(header, rows, following if beside else None)
    if beside and not gap:
        cost += 0.25
    return cost


def _next_cost(header: Row, following: Row, own: frozenset[str], gap: int) -> float:
    """Returns how odd it is that the body of a loop ends above `following`."""
    if _own_names(header, []) & following.names:
        return 1.2 if not gap else 0.9 if gap == 1 else 0.0
    if gap:
        return 0.0
    return 1.2 if _GROWS.match(_text(following)) else 0.3 * bool(own & following.names)


def _branch_cost(header: Row, rows: list[Row], following: Row | None) -> float:
    """Bodies of branches are short and end with what leaves them."""
    cost = 0.3 * (len(rows) - 1)
    last = rows[-1]
    if any(row.word in _LEAVES for row in rows[:-1]):
        cost += 1.0
    elif any(row.opens for row in rows):
        cost += 0.2
    elif last.word == "return" and following is None and header.word == "if" and len(rows) > 1:
        cost += 0.8  # the end of the function rather than of the branch
    elif (last.word in _LEAVES or "exit" in last.names) and len(rows) <= _SHORT:
        cost -= 0.5 + 0.3 * (len(rows) - 1)
    if following is not None and _assigned(following) & header.names:
        cost += 0.5
    return cost


def _assigned(row: Row) -> set[str]:
    """Returns the name that a plain assignment binds."""
    simple = len(row.tokens) > 2 and row.tokens[1].text in ("=", "+=", "-=", "*=", "/=")
    return {row.word} if simple else set()


def _with_block(layout: Layout, index: int) -> Row:
    """Returns the row at `index` as if the names of its block and clauses stood in it."""
    row = layout.rows[index]
    if not row.opens:
        return row
    end = layout.block_end(index)
    while end < len(layout.rows) and layout.rows[end].word in CLAUSES:
        if layout.rows[end].width != row.width:
            break
        end = layout.block_end(end)
    joined = replace(row)
    inner = frozenset[str]().union(*(item.names for item in layout.rows[index:end]))
    joined.__dict__["names"] = inner
    return joined


def _gap_cost(layout: Layout, header: Row, body: list[int]) -> float:
    """Blank lines end bodies, least those of definitions."""
    gaps = [layout.blank_lines_above(index) for index in body[1:]]
    if _is_main_guard(header):
        return 0.0
    if header.keyword == "class":
        return 0.0
    if header.keyword == "def":
        return sum(0.2 if gap == 1 else 2.0 for gap in gaps if gap)
    return sum(0.8 if gap == 1 else 2.0 for gap in gaps if gap)


def _class_end(layout: Layout, first: int) -> int:
    """Returns the index behind the last method and what follows it without a blank line."""
    width = layout.rows[first].width
    last = first
    while last + 1 < len(layout.rows) and layout.rows[last].tokens[0].kind is Kind.STRING:
        last += 1  # attributes or a method follow the docstring
    for index in range(first, len(layout.rows)):
        row = layout.rows[index]
        if row.width < width or (row.width == width and row.keyword == "class"):
            break
        if row.width == width and _is_method(row):
            last = index
    end = layout.block_end(last)
    while end < len(layout.rows) and layout.rows[end].width >= width:
        if layout.blank_lines_above(end) or _is_main_guard(layout.rows[end]):
            break
        end += 1
    return end


def _returns_behind(layout: Layout, start: int, width: int) -> bool:
    """Whether a ``return`` stands between a row and the next definition: it needs a function."""
    for row in layout.rows[start:]:
        if row.width < width or row.keyword in ("def", "class") or row.word == "@":
            return False
        if _is_main_guard(row):
            return False
        if row.width == width and row.word in ("return", "yield"):
            return True
    return False


def _definition_cost(header: Row, rows: list[Row], following: Row | None, gap: int) -> float:
    name = header.tokens[2 if header.word == "async" else 1].text
    cost = sum(_foreign_cost(row) for row in rows[1:])
    returns = [row.word == "return" and not above.opens for above, row in pairwise(rows)]
    if any(returns[:-1]):
        cost += 1.5
    last = rows[-1]
    own = _own_names(header, rows[:-1])
    if len(rows) > 1 and name in last.names and not own & last.names:
        cost += 1.5
    if following is None:
        return cost
    if following.word == "return":
        cost += 1.0
    elif own & following.names:
        cost += 0.6 if gap else 1.0
    if last.word not in _LEAVES and not gap and name not in following.names:
        cost += 0.6
    if any(row.word == "return" for row in rows) and last.word != "return" and not last.opens:
        cost += 0.5
    return cost


def _foreign_cost(row: Row) -> float:
    """Returns how odd a row is in the body of a function."""
    if _is_main_guard(row):
        return 4.0
    if row.keyword in ("def", "class") or row.word == "@":
        return 2.0 if _is_method(row) or row.keyword == "class" else 0.8
    return 0.0


def _is_method(row: Row) -> bool:
    return row.keyword == "def" and any(t.text in ("self", "cls") for t in row.tokens[3:5])


def _use_cost(rows: list[Row], own: frozenset[str]) -> float:
    """Bodies end with the last line that uses what the header or the body binds."""
    cost = 0.0
    for above, row in pairwise(rows):
        if above.opens or row.word in CLAUSES:
            continue
        if not own & row.names and not _GROWS.match(_text(row)) and row.word not in _LEAVES:
            cost += 0.5
    last = rows[-1]
    if len(rows) > 1 and not own & last.names and not _GROWS.match(_text(last)):
        cost += 0.4 if last.word not in ("break", "continue") else 0.0
    return cost


def _own_names(header: Row, rows: list[Row]) -> frozenset[str]:
    """Returns the names that the header binds or watches and those that its body assigns."""
    names: set[str] = set()
    texts = [token.text for token in header.tokens]
    if header.keyword == "for" and "in" in texts:
        names |= {t.text for t in header.tokens[1 : texts.index("in")] if t.kind is Kind.NAME}
    elif header.keyword == "with" and "as" in texts:
        names |= {t.text for t in header.tokens[texts.index("as") :] if t.kind is Kind.NAME}
    elif header.keyword in ("while", "def"):
        names |= {t.text for t in header.tokens[1:] if t.kind is Kind.NAME}
    for row in () if header.keyword == "with" else rows:
        if len(row.tokens) > 2 and row.tokens[0].kind is Kind.NAME and row.tokens[1].text == "=":
            names.add(row.word)
        if row.keyword == "for" and row.opens:
            names.add(row.tokens[1].text)
    return frozenset(names - {"self", "True", "not", "and", "or", "in", "is", "def", "len", "as"})


def _text(row: Row) -> str:
    pieces = [token.text for token in row.tokens[:4]]
    return "".join(pieces)


def _is_main_guard(row: Row) -> bool:
    return row.word == "if" and "__name__" in row.names
