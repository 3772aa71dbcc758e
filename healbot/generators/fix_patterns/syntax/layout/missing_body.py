"""A header that nothing or only a comment follows: a ``pass`` in the place of the body."""

from __future__ import annotations

from collections.abc import Iterator

from healbot.generators.fix_patterns.syntax.layout.indentation import (
    CLAUSES,
    TAB,
    Break,
    Candidate,
    Layout,
)
from healbot.generators.fix_patterns.syntax.layout.rewriting import line_end
from healbot.generators.fix_patterns.syntax.reparse import SyntaxState


def candidates(layout: Layout, state: SyntaxState) -> Iterator[Candidate]:
    """Yields the text with ``pass`` below the header, behind the comments of its block."""
    found = layout.violation
    if found is None or found.kind is not Break.NO_BLOCK:
        return
    header = layout.rows[found.row - 1]
    comments = _comments(layout, header.last, header.width)
    after = comments[-1] if comments else header.last
    indent = header.indent + layout.unit
    if comments:
        line = layout.lines[comments[-1]]
        indent = line[: len(line) - len(line.lstrip())]
    reason = f"`{header.keyword}` on line {header.first + 1} has no body; `pass` stands for it."
    yield Candidate(_inserted(layout, after, indent), _cost(layout, found.row, comments), reason)


def _comments(layout: Layout, header: int, width: int) -> list[int]:
    """Returns the lines of the comments below a header that are deeper than it."""
    found: list[int] = []
    for at in range(header + 1, len(layout.lines)):
        line = layout.lines[at]
        if not line.strip():
            continue
        blanks = line[: len(line) - len(line.lstrip())]
        if line.lstrip()[0] != "#" or len(blanks.expandtabs(TAB)) <= width:
            break
        found.append(at)
    return found


def _cost(layout: Layout, index: int, comments: list[int]) -> float:
    """Returns how unlikely it is that the body is missing rather than not indented."""
    if index == len(layout.rows) or comments:
        return 0.0
    header, row = layout.rows[index - 1], layout.rows[index]
    definition = row.word in ("def", "class", "async", "@")
    if row.word in CLAUSES or (definition and header.keyword in ("def", "class")):
        return 1.2 if header.keyword == "class" and "self" in row.names else 0.2
    gap = layout.blank_lines_above(index)
    if definition:
        return 0.4 if gap else 1.0
    if row.width < header.width:
        return 0.4
    return {0: 3.0, 1: 1.6}.get(gap, 0.6)


def _inserted(layout: Layout, after: int, indent: str) -> str:
    lines = list(layout.lines)
    newline = line_end(lines[0]) or "\n"
    if not line_end(lines[after]):
        lines[after] += newline
        newline = ""
    lines.insert(after + 1, f"{indent}pass{newline}")
    return "".join(lines)
