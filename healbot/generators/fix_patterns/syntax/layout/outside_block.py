"""``return`` outside of a function, ``break`` outside of a loop: the line left its block."""

from __future__ import annotations

from collections.abc import Iterator

from healbot.generators.fix_patterns.syntax.layout.indentation import Candidate, Layout
from healbot.generators.fix_patterns.syntax.reparse import SyntaxState

_LEAVES = frozenset({"return", "yield", "break", "continue", "await", "nonlocal"})
_MOST_LINES = 12


def candidates(layout: Layout, state: SyntaxState) -> Iterator[Candidate]:
    """Yields the line, and more and more lines above it, as deep as the block above them."""
    last = layout.row_at(state.error_line or 0)
    if last is None or not last or layout.violation is not None:
        return
    row = layout.rows[last]
    if not row.names & _LEAVES:
        return
    reason = f"Line {row.first + 1} makes sense only within the block above it."
    end = last + 1
    for first in range(last, max(last - _MOST_LINES, 0), -1):
        if layout.rows[first].width < row.width:
            return
        above = layout.rows[first - 1]
        if layout.rows[first].width == row.width and above.width > row.width:
            for width in _levels(layout, first, row.width):
                moved = {at: layout.rows[at].width + width - row.width for at in range(first, end)}
                far = 0.15 * (width - row.width) / max(layout.step, 1)
                yield Candidate(layout.moved(moved), far + 0.1 * len(moved), reason)
                tail = moved | _rest(layout, end, row.width, width - row.width)
                yield Candidate(layout.moved(tail), far + 0.2 + 0.1 * len(tail), reason)


def _levels(layout: Layout, first: int, width: int) -> Iterator[int]:
    """Yields the widths of the blocks that end right above a row."""
    seen: set[int] = set()
    for index in range(first - 1, max(first - 60, -1), -1):
        level = layout.rows[index].width
        if level <= width:
            return
        if not seen or level < min(seen):
            seen.add(level)
            yield level


def _rest(layout: Layout, first: int, width: int, columns: int) -> dict[int, int]:
    """The lines right behind that are as deep, up to the next blank line."""
    moved: dict[int, int] = {}
    for index in range(first, len(layout.rows)):
        if layout.rows[index].width < width or layout.blank_lines_above(index):
            break
        moved[index] = layout.rows[index].width + columns
    return moved
