"""A tokenizer that never fails, for sources that do not parse.

Every character of the text belongs to exactly one token: joined, the tokens give back the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Kind(StrEnum):
    """What a token is."""

    NAME = "name"
    NUMBER = "number"
    STRING = "string"
    """A whole string literal, prefix included."""
    OPEN_STRING = "open-string"
    """A string literal without its end: to the end of the line, or of the text when triple."""
    OPERATOR = "operator"
    BRACKET = "bracket"
    COMMENT = "comment"
    NEWLINE = "newline"
    SPACE = "space"
    """Blanks and tabs, and backslash-newline."""
    OTHER = "other"
    """A character that Python does not know."""


@dataclass(frozen=True)
class LooseToken:
    """A piece of the text."""

    kind: Kind
    text: str
    start: int
    """Offset in the text."""
    line: int
    """1-based line of the first character."""

    @property
    def end(self) -> int:
        """Offset behind the last character."""
        return self.start + len(self.text)


_PREFIX = r"(?:[bB][rR]?|[rR][bB]?|[uU][rR]?|[fF][rR]?|[rR][fF])?"
_TOKEN = re.compile(
    rf"""
    (?P<newline>\r\n|\r|\n)
  | (?P<space>[ \t\f]+|\\(?:\r\n|\r|\n))
  | (?P<comment>\#[^\r\n]*)
  | (?P<string>{_PREFIX}(?:
        \"\"\"(?:[^\\]|\\[\s\S])*?\"\"\"
      | '''(?:[^\\]|\\[\s\S])*?'''
      | "(?!"")(?:[^"\\\r\n]|\\(?:\r\n|[\s\S]))*"
      | '(?!'')(?:[^'\\\r\n]|\\(?:\r\n|[\s\S]))*'
      | ""(?!") | ''(?!')
    ))
  | (?P<openstring>{_PREFIX}(?:
        (?:\"\"\"|''')[\s\S]*
      | ["'](?:[^\\\r\n]|\\(?:\r\n|[\s\S]))*
    ))
  | (?P<number>
        0[xX][0-9A-Fa-f_]+[lL]? | 0[oO][0-7_]+[lL]? | 0[bB][01_]+[lL]?
      | (?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?[jJlL]?
    )
  | (?P<name>[^\W\d]\w*)
  | (?P<bracket>[()\[\]{{}}])
  | (?P<operator>
        \*\*=|//=|>>=|<<=|\.\.\.|===|!==|->|:=|==|!=|<=|>=|<>|=>|&&|\|\||\+\+|--
      | \*\*|//|>>|<<|\+=|-=|\*=|/=|%=|@=|&=|\|=|\^=
      | [-+*/%@&|^~<>=.,:;!`?$]
    )
  | (?P<other>[\s\S])
    """,
    re.VERBOSE,
)
_KINDS = {kind.value: kind for kind in Kind} | {"openstring": Kind.OPEN_STRING}
_MULTILINE = frozenset({Kind.NEWLINE, Kind.SPACE, Kind.STRING, Kind.OPEN_STRING})
_MAX_CACHED = 256 * 1024
"""Longer texts are not kept: their tokens take a hundred times their size."""


def loose_tokens(text: str) -> tuple[LooseToken, ...]:
    """Returns the tokens of `text`, whatever it is."""
    return _cached_tokens(text) if len(text) <= _MAX_CACHED else _tokens(text)


@lru_cache(maxsize=4)
def _cached_tokens(text: str) -> tuple[LooseToken, ...]:
    """Every pattern asks for the tokens of the same text."""
    return _tokens(text)


def _tokens(text: str) -> tuple[LooseToken, ...]:
    tokens: list[LooseToken] = []
    line = 1
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        assert match is not None and match.lastgroup is not None  # noqa: S101 - "other" takes all
        piece = match[0]
        kind = _KINDS[match.lastgroup]
        tokens.append(LooseToken(kind, piece, position, line))
        if kind in _MULTILINE:
            line += _line_ends(piece)
        position = match.end()
    return tuple(tokens)


def _line_ends(piece: str) -> int:
    return piece.count("\n") + piece.count("\r") - piece.count("\r\n")
