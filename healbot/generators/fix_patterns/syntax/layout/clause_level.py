"""``else``, ``elif``, ``except`` or ``finally`` as deep as nothing it could belong to."""

from __future__ import annotations

from collections.abc import Iterator

from healbot.generators.fix_patterns.syntax.layout.indentation import CLAUSES, Candidate, Layout
from healbot.generators.fix_patterns.syntax.reparse import SyntaxState

_OWNERS = {
    "else": frozenset({"if", "elif", "for", "while", "try", "except"}),
    "elif": frozenset({"if", "elif"}),
    "except": frozenset({"try", "except"}),
    "finally": frozenset({"try", "except", "else"}),
    "case": frozenset({"case", "match"}),
}


def candidates(layout: Layout, state: SyntaxState) -> Iterator[Candidate]:
    """Yields the clause at the widths of what it may belong to, and the lines above it deeper."""
    index = layout.row_at(state.error_line or 0)
    if index is None:
        return
    for at in (index, index - 1, index + 1):
        if 0 < at < len(layout.rows) and layout.rows[at].word in CLAUSES:
            yield from _at_owners(layout, at)
            yield from _deeper_above(layout, at)
            return


def _at_owners(layout: Layout, index: int) -> Iterator[Candidate]:
    row = layout.rows[index]
    reason = f"`{row.word}` on line {row.first + 1} must be as deep as what it belongs to."
    seen: set[int] = set()
    for owner in range(index - 1, max(index - 60, -1), -1):
        above = layout.rows[owner]
        if above.width in seen or not above.opens or above.keyword not in _OWNERS[row.word]:
            continue
        seen.add(above.width)
        far = 0.3 * abs(above.width - row.width) / max(layout.step, 1)
        end = layout.block_end(index)
        block = {at: layout.rows[at].width + above.width - row.width for at in range(index, end)}
        yield Candidate(layout.moved(block), far, reason)
        yield Candidate(layout.moved({index: above.width}), far + 0.1, reason)
        body = dict.fromkeys(range(index + 1, end), above.width + layout.step)
        yield Candidate(layout.moved({index: above.width} | body), far + 0.2, reason)


def _deeper_above(layout: Layout, index: int) -> Iterator[Candidate]:
    """The end of the block above lost its indentation."""
    row = layout.rows[index]
    reason = f"What stands before `{row.word}` on line {row.first + 1} belongs to the block above."
    moved: dict[int, int] = {}
    for at in range(index - 1, max(index - 10, -1), -1):
        above = layout.rows[at]
        if above.width != row.width or above.opens:
            break
        moved[at] = row.width + layout.step
        yield Candidate(layout.moved(moved), 0.3 + 0.1 * len(moved), reason)
