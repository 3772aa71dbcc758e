"""A line deeper than the one above, which opens no block: out with it, or in with the others."""

from __future__ import annotations

from collections.abc import Iterator

from healbot.generators.fix_patterns.syntax.layout.indentation import Break, Candidate, Layout
from healbot.generators.fix_patterns.syntax.layout.rewriting import split_lines
from healbot.generators.fix_patterns.syntax.reparse import SyntaxState


def candidates(layout: Layout, state: SyntaxState) -> Iterator[Candidate]:
    """Yields the line or its block further out, and the lines above it further in."""
    yield from _decorators(layout, state)
    found = layout.violation
    if found is None or found.kind is not Break.TOO_DEEP:
        return
    row = layout.rows[found.row]
    if row.word in (".", "+", "*", "/", "%", "and", "or", "==", "|", "&"):
        return  # an expression that goes on
    reason = f"Line {row.first + 1} is deeper than the line above, which opens no block."
    if found.row == 0:
        yield from _whole_file(layout)
    yield from _outward(layout, found.row, found.levels, reason)
    yield from _inward(layout, found.row, reason)


def _decorators(layout: Layout, state: SyntaxState) -> Iterator[Candidate]:
    """A decorator that is deeper than the definition below it."""
    for above, (index, below) in zip(layout.rows, enumerate(layout.rows[1:]), strict=False):
        near = above.first <= (state.error_line or 0) <= below.last + 1
        if near and above.word == "@" and above.width > below.width:
            reason = f"The decorator on line {above.first + 1} is deeper than its definition."
            yield Candidate(layout.moved({index: below.width}), 0.0, reason)


def _whole_file(layout: Layout) -> Iterator[Candidate]:
    """Everything was pasted with one prefix; so were the lines within strings."""
    prefix = layout.rows[0].indent
    lines = split_lines(layout.text)
    if all(line.startswith(prefix) for line in lines if line.strip()):
        text = "".join(line[len(prefix) :] if line.strip() else line for line in lines)
        yield Candidate(text, 0.0, "The whole file is indented by the same blanks.")


def _outward(
    layout: Layout, first: int, levels: tuple[int, ...], reason: str
) -> Iterator[Candidate]:
    width = layout.rows[first].width
    end = first + 1
    while end < len(layout.rows) and layout.rows[end].width >= width:
        end += 1
    for level in (levels[-1], *reversed(levels[:-1])):
        delta = level - width
        extra = 0.0 if level == levels[-1] else 1.0
        block = {index: layout.rows[index].width + delta for index in range(first, end)}
        yield Candidate(layout.moved(block), extra + 0.2 + 0.06 * len(block), reason)
        yield Candidate(layout.moved({first: level}), extra + 0.25, reason)
        same = {i: level for i in range(first, end) if layout.rows[i].width == width}
        yield Candidate(layout.moved(same), extra + 0.3 + 0.06 * len(same), reason)
        own = {
            index: layout.rows[index].width + delta
            for index in range(first, layout.block_end(first))
        }
        yield Candidate(layout.moved(own), extra + 0.25 + 0.06 * len(own), reason)


def _inward(layout: Layout, first: int, reason: str) -> Iterator[Candidate]:
    """The lines right above lost their indentation."""
    width = layout.rows[first].width
    moved: dict[int, int] = {}
    for index in range(first - 1, max(first - 12, -1), -1):
        row = layout.rows[index]
        if row.width >= width:
            break
        if row.width != layout.rows[first - 1].width:
            break
        if row.opens and index < first - 1:
            moved |= {
                inner: layout.rows[inner].width + width - row.width
                for inner in range(index + 1, layout.block_end(index))
            }
        moved[index] = width
        gap = 0.3 * sum(layout.blank_lines_above(at) for at in range(index, first))
        start = layout.blank_lines_above(index)
        cost = 0.25 + 0.15 * (len(moved) - 1) + gap * 0.5 + (0.2 if start else 0.0)
        yield Candidate(layout.moved(moved), cost, reason)
