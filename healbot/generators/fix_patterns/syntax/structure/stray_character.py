"""A character that has no meaning where it stands: ``$x``, ``x?``, a backslash before blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from healbot.generators.fix_patterns.syntax.loose_tokens import Kind, LooseToken
from healbot.generators.fix_patterns.syntax.structure.judge import Candidate
from healbot.generators.fix_patterns.syntax.structure.sketch import LogicalLine, Sketch

_CONTINUED = re.compile(r"\\[ \t]+(?=\r?\n)")
_AT_END = frozenset({".", ";", ":", "=", "+", ">", "-"})
_AT_START = frozenset({".", ";", ":", ","})
_WHY = "The character has no meaning there."


def candidates(sketch: Sketch) -> Iterator[Candidate]:
    """Yields the repairs to try."""
    yield from _continuations(sketch)
    dollars = [t for t in sketch.code if t.text == "$" and _before_name(sketch, t.end)]
    if dollars:
        edits = tuple(sketch.replace(token, "") for token in dollars)
        yield Candidate(edits, 0.93, "Python's names have no `$`.")
    for line in sketch.suspects:
        for token in line.tokens:
            after = sketch.text[token.end : token.end + 1]
            before = sketch.text[token.start - 1 : token.start]
            if token.text in {"?", "$", "`", "\\"} or token.kind is Kind.OTHER:
                yield Candidate((sketch.replace(token, ""),), 0.88, _WHY)
            elif token.text == "!" and (after in {")", ",", "", "\n"} or before == ")"):
                yield Candidate((sketch.replace(token, ""),), 0.85, _WHY)
            elif _at_edge(line, token):
                yield Candidate((sketch.cut(token.start, token.end),), 0.8, _WHY)
            elif token.text == ":" and sketch.depth(token) == 0 and token is not line.last:
                yield Candidate((sketch.replace(token, ""),), 0.5, _WHY)


def _at_edge(line: LogicalLine, token: LooseToken) -> bool:
    if token is line.first:
        return token.text in _AT_START
    return token is line.last and token.text in _AT_END


def _before_name(sketch: Sketch, offset: int) -> bool:
    return re.match(r"[^\W\d]", sketch.text[offset : offset + 1]) is not None


def _continuations(sketch: Sketch) -> Iterator[Candidate]:
    """Blanks behind the backslash that continues a line."""
    edits = []
    for token in sketch.code:
        if token.text == "\\":
            match = _CONTINUED.match(sketch.text, token.start)
            if match:
                edits.append(sketch.cut(token.end, match.end()))
    if edits:
        why = "Nothing, not even a blank, may follow the backslash that continues a line."
        yield Candidate(tuple(edits), 0.95, why)
