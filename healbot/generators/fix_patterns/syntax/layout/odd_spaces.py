"""No-break spaces and other blanks that Python does not take for blanks."""

from __future__ import annotations

import re

from healbot.generators.fix_patterns.syntax.layout.code_scanner import Part, pieces
from healbot.generators.fix_patterns.syntax.layout.rewriting import rewriting_pattern

_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u3164\x0b]")
_LINE = re.compile("[\u2028\u2029\u0085]")


def rewrite(text: str) -> str:
    """Returns `text` with plain blanks and line ends outside of strings and comments."""
    if not _SPACE.search(text) and not _LINE.search(text):
        return text
    return "".join(
        _LINE.sub("\n", _SPACE.sub(" ", piece.text)) if piece.part is Part.CODE else piece.text
        for piece in pieces(text)
    )


PATTERN = rewriting_pattern(
    "odd_spaces", rewrite, "Outside of strings Python knows plain blanks and tabs only."
)
