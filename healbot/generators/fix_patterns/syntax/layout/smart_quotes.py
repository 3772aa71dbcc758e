"""Typographic quotes in the place of Python's."""

from __future__ import annotations

import re

from healbot.generators.fix_patterns.syntax.layout.code_scanner import (
    DOUBLE,
    SINGLE,
    Part,
    Piece,
    pieces,
)
from healbot.generators.fix_patterns.syntax.layout.rewriting import rewriting_pattern

_DOUBLES = DOUBLE + '"'
_FIELD = re.compile(r"\{[^{}]*\}")


def rewrite(text: str) -> str:
    """Returns `text` with plain quotes around strings; quotes within texts stay."""
    if not any(char in text for char in DOUBLE + SINGLE):
        return text
    result: list[str] = []
    for piece in pieces(text):
        result.append(_straight(piece, result) if piece.part is Part.SMART else piece.text)
    return "".join(result)


def _straight(piece: Piece, before: list[str]) -> str:
    text = piece.text
    size = 3 if len(text) >= 6 and all(c in DOUBLE + SINGLE + "\"'" for c in text[:3]) else 1
    inside = text[size:-size]
    prefix = re.search(r"[A-Za-z]{1,2}$", before[-1]) if before else None
    double = text[0] in _DOUBLES
    quote = '"' if double else "'"
    other = "'" if double else '"'
    formatted = prefix is not None and "f" in prefix[0].lower()
    if formatted:
        smart = f"[{re.escape(DOUBLE + SINGLE)}]"
        inside = _FIELD.sub(lambda match: re.sub(smart, other, match[0]), inside)
    if size == 1 and quote in re.sub(r"\\.", "", inside):
        if other not in inside:
            quote = other
        elif not formatted:
            inside = re.sub(rf"(?<!\\){quote}", "\\\\" + quote, inside)
    return quote * size + inside + quote * size


PATTERN = rewriting_pattern(
    "smart_quotes", rewrite, "Typographic quotes delimit no strings in Python; plain ones do."
)
