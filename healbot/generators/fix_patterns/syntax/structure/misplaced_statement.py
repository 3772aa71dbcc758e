"""A statement outside of the block that it belongs to.

``return`` and ``yield`` below a function, ``break`` and ``continue`` below a loop: the lines slid
out of the block above and are indented back into it.
"""

from __future__ import annotations

from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.syntax.structure.judge import Candidate
from healbot.generators.fix_patterns.syntax.structure.sketch import LogicalLine, Sketch

_HOMES = {
    "return": frozenset({"def"}),
    "yield": frozenset({"def"}),
    "await": frozenset({"def"}),
    "break": frozenset({"for", "while"}),
    "continue": frozenset({"for", "while"}),
}
_BLOCKS = frozenset({"if", "for", "while", "try", "with", "else", "elif", "except", "finally"})
_MAX_LINES = 40


def candidates(sketch: Sketch) -> Iterator[Candidate]:
    """Yields the repairs to try."""
    for line in sketch.suspects[:2]:
        word = _misplaced(line)
        if word:
            yield from _indented(sketch, line, word)


def _misplaced(line: LogicalLine) -> str:
    """Returns the statement's word, also when it stands behind ``x =`` or a one-line header."""
    for token in line.tokens:
        if token.text in _HOMES:
            return token.text
    return ""


def _indented(sketch: Sketch, line: LogicalLine, word: str) -> Iterator[Candidate]:
    header = _home(sketch, line, word)
    if header is None:
        return
    body = sketch.next_line(header)
    if body is None or body.indent <= header.indent:
        return
    last = _last_line(sketch, line)
    why = f"`{word}` stands outside of the block of line {header.first.line}."
    above = sketch.previous_line(line)
    if word in {"break", "continue"} and above is not None and above.indent > body.indent:
        # Straight in the loop it would end every round; it belongs to the `if` before it.
        yield Candidate(tuple(_shift(sketch, line, last, above.indent - line.indent)), 0.92, why)
    for first in _first_lines(sketch, header, line):
        edits = tuple(_shift(sketch, first, last, body.indent - first.indent))
        yield Candidate(edits, 0.9, why)


def _home(sketch: Sketch, line: LogicalLine, word: str) -> LogicalLine | None:
    """Returns the nearest header above that can hold the statement."""
    current = sketch.previous_line(line)
    while current is not None:
        if current.keyword in _HOMES[word] and current.indent <= line.indent:
            return current
        if current.keyword == "class" and current.indent < line.indent:
            return None
        current = sketch.previous_line(current)
    return None


def _first_lines(sketch: Sketch, header: LogicalLine, line: LogicalLine) -> Iterator[LogicalLine]:
    """Where the slid part may start: with the statement, or with all that is as far left."""
    slid = line
    above = sketch.previous_line(line)
    while above is not None and above is not header and above.indent >= line.indent:
        slid = above if above.indent == line.indent else slid
        above = sketch.previous_line(above)
    names = {token.text for token in line.tokens if token.text not in _HOMES}
    if slid is not line and slid.indent == header.indent and _mentions(sketch, slid, line, names):
        yield slid
    yield line


def _mentions(sketch: Sketch, first: LogicalLine, last: LogicalLine, names: set[str]) -> bool:
    """Whether the lines between give a name its value that the statement uses."""
    current: LogicalLine | None = first
    while current is not None and current is not last:
        if current.first.text in names or current.keyword in _BLOCKS:
            return True
        current = sketch.next_line(current)
    return False


def _last_line(sketch: Sketch, line: LogicalLine) -> LogicalLine:
    """Returns the last line that belongs to the statement: its own block included."""
    last = line
    following = sketch.next_line(line)
    while following is not None and following.indent > line.indent:
        last = following
        following = sketch.next_line(following)
    return last


def _shift(
    sketch: Sketch, first: LogicalLine, last: LogicalLine, width: int
) -> Iterator[SourceEdit]:
    if width <= 0:
        return
    for number in range(first.first.line, min(last.end_line, first.first.line + _MAX_LINES) + 1):
        if sketch.line_text(number).strip():
            yield sketch.insert(sketch.line_starts[number - 1], " " * width)
