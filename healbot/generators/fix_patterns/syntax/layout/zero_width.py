"""Characters that nobody sees: zero-width spaces, soft hyphens, marks of direction and order."""

from __future__ import annotations

import re

from healbot.generators.fix_patterns.syntax.layout.code_scanner import Part, pieces
from healbot.generators.fix_patterns.syntax.layout.rewriting import rewriting_pattern

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\u180e\u061c\u034f]")


def rewrite(text: str) -> str:
    """Returns `text` without invisible characters outside of strings and comments."""
    if not _INVISIBLE.search(text):
        return text
    return "".join(
        _INVISIBLE.sub("", piece.text) if piece.part is Part.CODE else piece.text
        for piece in pieces(text)
    )


PATTERN = rewriting_pattern(
    "zero_width", rewrite, "The code contains invisible characters, which Python does not accept."
)
