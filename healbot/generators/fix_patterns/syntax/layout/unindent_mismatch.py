"""A line whose width no open block has: it snaps to one of them."""

from __future__ import annotations

from collections.abc import Iterator

from healbot.generators.fix_patterns.syntax.layout.indentation import Break, Candidate, Layout
from healbot.generators.fix_patterns.syntax.reparse import SyntaxState


def candidates(layout: Layout, state: SyntaxState) -> Iterator[Candidate]:
    """Yields the line, its run and its block at the widths of the open blocks."""
    found = layout.violation
    if found is None or found.kind is not Break.NO_LEVEL:
        return
    first = found.row
    row = layout.rows[first]
    reason = f"No open block is as deep as line {row.first + 1}; it joins the one it belongs to."
    for level in found.levels:
        far = 0.4 * abs(level - row.width) / max(layout.step, 1)
        odd = 0.3 if level % max(layout.step, 1) else 0.0
        for moved in _groups(layout, first, level):
            yield Candidate(layout.moved(moved), far + odd + 0.05 * len(moved), reason)
    yield from _above(layout, first, reason)
    yield from _header_inward(layout, first)


def _groups(layout: Layout, first: int, level: int) -> Iterator[dict[int, int]]:
    width = layout.rows[first].width
    yield {first: level}
    own = range(first, layout.block_end(first))
    yield {index: layout.rows[index].width + level - width for index in own}
    end = first
    while end < len(layout.rows) and layout.rows[end].width >= width:
        end += 1
    yield {index: level for index in range(first, end) if layout.rows[index].width == width}
    yield {index: layout.rows[index].width + level - width for index in range(first, end)}


def _above(layout: Layout, first: int, reason: str) -> Iterator[Candidate]:
    """The line is right and the lines of its block above it are a little too deep."""
    width = layout.rows[first].width
    moved: dict[int, int] = {}
    odd = layout.rows[first - 1].width
    for index in range(first - 1, max(first - 20, -1), -1):
        if layout.rows[index].width != odd:
            break
        moved[index] = width
        cost = 0.4 * abs(odd - width) / max(layout.step, 1) + 0.1 + 0.05 * len(moved)
        yield Candidate(layout.moved(moved), cost + (0.3 if width % layout.step else 0), reason)


def _header_inward(layout: Layout, first: int) -> Iterator[Candidate]:
    """The header of the block above lost its indentation; its body and this line did not."""
    width = layout.rows[first].width
    for index in range(first - 1, max(first - 60, -1), -1):
        header = layout.rows[index]
        if header.width >= width:
            continue
        if header.opens and layout.rows[index + 1].width > width:
            reason = f"`{header.keyword}` on line {header.first + 1} is not as deep as its block."
            yield Candidate(layout.moved({index: width}), 0.2, reason)
        return
