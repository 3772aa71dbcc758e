"""``&lt;``, ``&quot;`` and the like: code that was copied out of the source of a web page."""

from __future__ import annotations

import html
import re

from healbot.generators.fix_patterns.syntax.layout.rewriting import (
    Span,
    rewriting_pattern,
    substitute,
)
from healbot.generators.fix_patterns.syntax.loose_tokens import Kind, loose_tokens

_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|apos|nbsp|#39|#x27|#34|#x22|#60|#62|#38|#x2F);")
_RAW = re.compile(r"[<>]|&(?!\w+;|#\w+;)")


def rewrite(text: str) -> str:
    """Returns `text` with entities decoded where they are no text of the program."""
    if not _ENTITY.search(text):
        return text
    quoted = [t for t in loose_tokens(text) if t.kind in (Kind.STRING, Kind.COMMENT)]
    inside = [(token.start, token.end) for token in quoted]
    outside: list[Span] = []
    everywhere: list[Span] = []
    position = 0
    for match in _ENTITY.finditer(text):
        while position < len(inside) and inside[position][1] <= match.start():
            position += 1
        covered = position < len(inside) and inside[position][0] <= match.start()
        span = (*match.span(), html.unescape(match[0]).replace("\xa0", " "))
        everywhere.append(span)
        if not covered:
            outside.append(span)
    if not outside:
        return text
    # A page escapes all of a text: without any bare sign those in strings are escapes too.
    return substitute(text, outside if _RAW.search(text) else everywhere)


PATTERN = rewriting_pattern(
    "html_entities", rewrite, "Entities of HTML stand in the code for the characters they escape."
)
