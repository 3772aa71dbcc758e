"""``global`` and ``nonlocal`` at the wrong place or for the wrong scope."""

from __future__ import annotations

import re
from collections.abc import Iterator

from healbot.generators.fix_patterns.syntax.structure.judge import Candidate
from healbot.generators.fix_patterns.syntax.structure.sketch import LogicalLine, Sketch


def candidates(sketch: Sketch) -> Iterator[Candidate]:
    """Yields the repairs to try."""
    for line in sketch.suspects[:3]:
        if line.first.text in {"global", "nonlocal"}:
            yield from _initialised(sketch, line)
            yield from _earlier(sketch, line)
            yield from _other_scope(sketch, line)


def _initialised(sketch: Sketch, line: LogicalLine) -> Iterator[Candidate]:
    """``global count = 0`` declares and assigns in one line."""
    text = sketch.text[line.first.start : line.last.end]
    match = re.fullmatch(r"((?:global|nonlocal)\s+(\w+))\s*([-+*/|&]?=.*)", text, re.DOTALL)
    if match:
        start = sketch.line_starts[line.first.line - 1]
        blanks = sketch.text[start : line.first.start]
        new = f"{match[1]}{sketch.newline}{blanks}{match[2]} {match[3]}"
        why = "A declaration cannot assign; the assignment is a statement of its own."
        yield Candidate((sketch.cut(line.first.start, line.last.end, new),), 0.94, why)


def _function_of(sketch: Sketch, line: LogicalLine) -> LogicalLine | None:
    indent = line.indent
    current = sketch.previous_line(line)
    while current is not None:
        if current.indent < indent:
            indent = current.indent
            if current.keyword == "def":
                return current
        current = sketch.previous_line(current)
    return None


def _earlier(sketch: Sketch, line: LogicalLine) -> Iterator[Candidate]:
    """The declaration moves to the top of the function, before every use of its names."""
    function = _function_of(sketch, line)
    body = sketch.next_line(function) if function is not None else None
    if body is None or line.first.line == body.first.line or body.indent == 0:
        return
    documented = len(body.tokens) == 1 and body.first.kind.value == "string"
    place = sketch.next_line(body) if documented else body
    if place is None or place.first.start >= line.first.start:
        return
    start = sketch.line_starts[place.first.line - 1]
    blanks = sketch.text[start : place.first.start]
    declaration = sketch.text[line.first.start : line.last.end]
    span = sketch.line_span(line.first.line)
    alone = sketch.line_text(line.first.line).partition("#")[0].strip() == declaration
    edits = (
        sketch.insert(start, blanks + declaration + sketch.newline),
        sketch.cut(*span) if alone else sketch.cut(line.first.start, line.last.end, "pass"),
    )
    why = f"`{declaration}` must come before the names are used in the function."
    yield Candidate(edits, 0.93, why)


def _other_scope(sketch: Sketch, line: LogicalLine) -> Iterator[Candidate]:
    """``nonlocal`` for a name of the module is ``global``."""
    names = [token.text for token in line.tokens[1:] if token.kind.value == "name"]
    module_level = {
        other.first.text for other in sketch.logical_lines
        if other.indent == 0 and len(other.tokens) > 1 and other.tokens[1].text in {"=", ":"}
    }  # fmt: skip
    if line.first.text == "nonlocal" and names and all(name in module_level for name in names):
        why = "No enclosing function has the name; the module has it, which is `global`."
        yield Candidate((sketch.replace(line.first, "global"),), 0.92, why)
