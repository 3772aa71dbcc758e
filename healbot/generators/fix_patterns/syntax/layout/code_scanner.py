"""Divides a text into code, strings and comments where typographic quotes may delimit strings.

`loose_tokens` knows Python's quotes only: the apostrophe in “it's” would open a string there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

DOUBLE = "“”„‟«»＂″〝〞"
SINGLE = "‘’‚‛‹›＇′´"
_SMART = DOUBLE + SINGLE
_PREFIX = r"(?:\b[bBrRuUfF]{1,2})?"
_STRING = re.compile(
    r'''"""(?:[^\\]|\\[\s\S])*?"""|\'\'\'(?:[^\\]|\\[\s\S])*?\'\'\''''
    r"""|"(?:[^"\\\r\n]|\\[\s\S])*"|'(?:[^'\\\r\n]|\\[\s\S])*\'"""
)
_COMMENT = re.compile(r"#[^\r\n]*")
_END = re.compile(r"\s*(?:[,)\]}:;+.=%]|$|#|(?:in|if|else|and|or|for|not|is|as)\b|[!*<>-])")


class Part(Enum):
    """What a piece of the text is."""

    CODE = 1
    STRING = 2
    """With Python's own quotes on both sides."""
    SMART = 3
    """A string with a typographic quote on at least one side."""
    COMMENT = 4


@dataclass(frozen=True)
class Piece:
    """A piece of the text; the pieces joined are the text."""

    part: Part
    text: str


def pieces(text: str) -> Iterator[Piece]:
    """Yields the pieces of `text` in order."""
    position = start = 0
    while position < len(text):
        found = _piece_at(text, position)
        if found is None:
            position += 1
            continue
        if start < position:
            yield Piece(Part.CODE, text[start:position])
        yield found
        position = start = position + len(found.text)
    if start < len(text):
        yield Piece(Part.CODE, text[start:])


def _piece_at(text: str, position: int) -> Piece | None:
    char = text[position]
    if char == "#":
        match = _COMMENT.match(text, position)
        return Piece(Part.COMMENT, match[0]) if match else None
    if char in "\"'":
        match = _STRING.match(text, position)
        if match is not None and not _is_cut(match[0], text, match.end()):
            return Piece(Part.STRING, match[0])
        return _half_smart(text, position)
    return _smart(text, position) if char in _SMART else None


def _is_cut(string: str, text: str, end: int) -> bool:
    """Whether a string ends at an apostrophe or quote that is no delimiter of it.

    As in ``"hello”, "bye"``: there the first string ends at the typographic quote.
    """
    smart = next((at for at, char in enumerate(string) if char in _SMART), None)
    if smart is None or string.startswith(('"""', "'''")):
        return False
    line_end = text.find("\n", end)
    rest = text[end : line_end if line_end >= 0 else len(text)]
    behind = _END.match(string, smart + 1) is not None
    reopened = string[smart] == "”" and "“" in string[smart:]
    return behind and (reopened or _END.match(rest) is None)


def _half_smart(text: str, position: int) -> Piece | None:
    """A string that a plain quote opens and a typographic one closes on the same line."""
    closers = DOUBLE if text[position] == '"' else SINGLE
    end = _closing(text, position + 1, closers)
    return Piece(Part.SMART, text[position : end + 1]) if end is not None else None


def _smart(text: str, position: int) -> Piece | None:
    char = text[position]
    closers = DOUBLE + '"' if char in DOUBLE else SINGLE + "'"
    if len(text) > position + 2 and all(c in closers for c in text[position : position + 3]):
        return _triple(text, position, closers)
    end = _closing(text, position + 1, closers)
    return Piece(Part.SMART, text[position : end + 1]) if end is not None else None


def _triple(text: str, position: int, closers: str) -> Piece | None:
    match = re.compile(f"[{re.escape(closers)}]{{3}}").search(text, position + 3)
    return Piece(Part.SMART, text[position : match.end()]) if match else None


def _closing(text: str, start: int, closers: str) -> int | None:
    """Returns the offset of the quote that ends a string, on the line of `start`.

    An apostrophe within a text is followed by a letter, a delimiter by something of the syntax.
    """
    depth = 0
    fallback = None
    for at in range(start, len(text)):
        char = text[at]
        if char in "\r\n":
            break
        depth += (char == "{") - (char == "}")
        if char not in closers or (text[at - 1] == "\\" and char in "\"'"):
            continue
        fallback = at
        line_end = len(text) if (found := text.find("\n", at)) < 0 else found
        if depth <= 0 and _END.match(text[at + 1 : line_end]):
            return at
    return fallback
