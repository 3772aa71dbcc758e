"""Reads JSON as models write it, never guessing where a string or an object ends.

Accepted beyond RFC 8259: comments, trailing and missing commas, keys without quotation marks,
single, triple, typographic and backtick quotation marks, line ends within strings, Python's and
JavaScript's constants, adjacent strings, and escapes that JSON does not know. A value that has no
end in the text is an error: what was cut off cannot be known.
"""

from __future__ import annotations

import json
import re

MAX_DEPTH = 24
"""A reply is nested five deep."""

_STRICT = json.JSONDecoder(strict=False)
_BLANK = re.compile(r"(?:\s|//[^\n]*|#[^\n]*|/\*[^*]*\*+(?:[^/*][^*]*\*+)*/)*")
_QUOTES = ('"""', "'''", '"', "'", "`", "“", "„", "«")
_CLOSING = {"“": "”", "„": "“", "«": "»"}
_CHUNK = {
    quote: re.compile(rf"[^\\{re.escape(_CLOSING.get(quote, quote)[0])}]*") for quote in _QUOTES
}
_WORD = re.compile(r"[A-Za-z_$][\w$-]*")
_NUMBER = re.compile(r"[-+]?(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?")
_CONSTANTS = {
    "true": True, "True": True, "false": False, "False": False,
    "null": None, "None": None, "undefined": None, "nil": None,
}  # fmt: skip
_ESCAPES = {
    '"': '"', "'": "'", "`": "`", "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n",
    "r": "\r", "t": "\t", "”": "”", "“": "“", "»": "»",
}  # fmt: skip
_HEXADECIMAL = {"u": 4, "x": 2, "U": 8}


class JsonProblem(Exception):
    """The text is not JSON, however kindly one looks at it."""

    def __init__(self, reason: str, *, is_cut: bool = False) -> None:
        """`reason` completes "the JSON ..."; `is_cut` when the text ended too early."""
        super().__init__(reason)
        self.reason = reason
        self.is_cut = is_cut


def read_value(text: str, start: int) -> tuple[object, int]:
    """Returns the value that begins at offset `start` of `text` and the offset behind it.

    Raises `JsonProblem` when there is none or when it does not end.
    """
    try:
        value, end = _STRICT.raw_decode(text, start)
    except (ValueError, RecursionError):
        pass
    else:
        if not _has_duplicate_keys(text[start:end]):
            return value, end
    return _Reader(text).value(start, 0)


def _has_duplicate_keys(text: str) -> bool:
    """Whether an object names a key twice: Python's decoder would drop one of two edits."""
    found = False

    def pairs(items: list[tuple[str, object]]) -> None:
        nonlocal found
        found = found or len({key for key, _ in items}) < len(items)

    json.loads(text, object_pairs_hook=pairs, strict=False)
    return found


class _Reader:
    """A recursive descent over one text; every method returns the offset behind what it read."""

    def __init__(self, text: str) -> None:
        self._text = text

    def value(self, start: int, depth: int) -> tuple[object, int]:
        if depth > MAX_DEPTH:
            raise JsonProblem("is nested too deeply")
        position = self._skip_blank(start)
        char = self._char(position)
        if char == "{":
            return self._object(position + 1, depth)
        if char == "[":
            return self._array(position + 1, depth)
        if self._quote_at(position):
            return self._strings(position)
        return self._word_or_number(position)

    def _object(self, start: int, depth: int) -> tuple[dict[str, object], int]:
        result: dict[str, object] = {}
        position = self._skip_separators(start)
        while self._char(position) != "}":
            key, position = self._key(position)
            position = self._skip_blank(position)
            if self._char(position) != ":":
                raise JsonProblem(f"has no colon after {key[:40]!r}")
            value, position = self.value(position + 1, depth + 1)
            if key in result and result[key] != value:
                raise JsonProblem(f"names {key[:40]!r} twice in one object")
            result[key] = value
            position = self._next_item(position, "}")
        return result, position + 1

    def _array(self, start: int, depth: int) -> tuple[list[object], int]:
        result: list[object] = []
        position = self._skip_separators(start)
        while self._char(position) != "]":
            value, position = self.value(position, depth + 1)
            result.append(value)
            position = self._next_item(position, "]")
        return result, position + 1

    def _next_item(self, end: int, closing: str) -> int:
        """Returns the offset of the next item; without a comma it must be on another line."""
        position = self._skip_separators(end)
        if self._char(position) != closing and not re.search(r"[,\n]", self._text[end:position]):
            raise JsonProblem("has a quotation mark within a string that is not escaped")
        return position

    def _key(self, position: int) -> tuple[str, int]:
        if self._quote_at(position):
            return self._string(position)
        word = _WORD.match(self._text, position)
        if word is None:
            raise JsonProblem("is malformed where a key should be")
        return word.group(), word.end()

    def _word_or_number(self, position: int) -> tuple[object, int]:
        number = _NUMBER.match(self._text, position)
        if number is not None and len(number.group()) < 100:
            return number.group(), number.end()  # no number means anything in a reply
        word = _WORD.match(self._text, position)
        if word is not None and word.group() in _CONSTANTS:
            return _CONSTANTS[word.group()], word.end()
        raise JsonProblem("is malformed where a value should be")

    def _strings(self, position: int) -> tuple[str, int]:
        """Reads a string, or several that Python or JavaScript would join."""
        parts: list[str] = []
        while True:
            part, end = self._string(position)
            parts.append(part)
            position = self._skip_blank(end)
            joined = self._text[position : position + 1] == "+"
            if joined:
                position = self._skip_blank(position + 1)
            if not self._quote_at(position) or self._is_key(position):
                if joined:
                    raise JsonProblem("joins a string with something else")
                return "".join(parts), end

    def _is_key(self, position: int) -> bool:
        """Whether the string at `position` is followed by a colon: only a comma is missing."""
        _, end = self._string(position)
        after = self._skip_blank(end)
        return self._text[after : after + 1] == ":"

    def _string(self, position: int) -> tuple[str, int]:
        quote = self._quote_at(position)
        closing = _CLOSING.get(quote, quote)
        position += len(quote)
        parts: list[str] = []
        while True:
            end = _end_of(_CHUNK[quote], self._text, position)
            parts.append(self._text[position:end])
            position = end
            if self._char(position) == "\\":
                part, position = self._escape(position + 1)
                parts.append(part)
            elif self._text.startswith(closing, position):
                return "".join(parts), position + len(closing)
            else:  # one quotation mark of three
                parts.append(self._text[position])
                position += 1

    def _escape(self, position: int) -> tuple[str, int]:
        char = self._char(position)
        if char in _ESCAPES:
            return _ESCAPES[char], position + 1
        digits = self._text[position + 1 : position + 1 + _HEXADECIMAL.get(char, 0)]
        if char in _HEXADECIMAL and re.fullmatch(r"[0-9a-fA-F]+", digits):
            code = int(digits, 16)
            if len(digits) == _HEXADECIMAL[char] and code <= 0x10FFFF:
                return self._paired(code, position + 1 + len(digits))
        return "\\" + char, position + 1  # such as \d of a regular expression

    def _paired(self, code: int, position: int) -> tuple[str, int]:
        """Joins the two halves of a character that JSON writes as two escapes."""
        low = re.compile(r"\\u([dD][c-fC-F][0-9a-fA-F]{2})").match(self._text, position)
        if 0xD800 <= code < 0xDC00 and low is not None:
            code = 0x10000 + ((code - 0xD800) << 10) + int(low.group(1), 16) - 0xDC00
            return chr(code), low.end()
        return chr(code), position

    def _quote_at(self, position: int) -> str:
        return next((q for q in _QUOTES if self._text.startswith(q, position)), "")

    def _char(self, position: int) -> str:
        if position >= len(self._text):
            raise JsonProblem("ends before it is complete", is_cut=True)
        return self._text[position]

    def _skip_blank(self, position: int) -> int:
        return _end_of(_BLANK, self._text, position)

    def _skip_separators(self, position: int) -> int:
        """Skips blanks, comments and any number of commas."""
        position = self._skip_blank(position)
        while self._text[position : position + 1] == ",":
            position = self._skip_blank(position + 1)
        return position


def _end_of(pattern: re.Pattern[str], text: str, position: int) -> int:
    """Returns the offset behind what `pattern` matches at `position`, which may be nothing."""
    match = pattern.match(text, position)
    return match.end() if match else position
