"""Finds f-strings with their fields as Python 3.12 and newer read them.

There a field is code of its own, so the quote that delimits the string may stand in it. Before
3.12 the string ended there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_OPENING = re.compile(r"(?<![\w\"'])(?:[fF][rR]?|[rR][fF])(\"\"\"|'''|\"|')")
_START = re.compile(r"#|(?:(?<!\w)[a-zA-Z]{1,2})?[\"']")
_SKIPPED = re.compile(
    r"#[^\r\n]*|[bBrRuU]{0,2}(?:\"\"\"[\s\S]*?\"\"\"|'''[\s\S]*?'''"
    r"|\"(?:[^\"\\\r\n]|\\[\s\S])*\"|'(?:[^'\\\r\n]|\\[\s\S])*')"
)
_INNER = re.compile(r"(?:\"(?:[^\"\\\r\n]|\\.)*\"|'(?:[^'\\\r\n]|\\.)*')")


@dataclass(frozen=True)
class FString:
    """An f-string in a text."""

    start: int
    """Offset of the prefix."""
    end: int
    body: int
    """Offset behind the opening quote."""
    quote: str
    fields: tuple[tuple[int, int], ...]
    """Offsets of what stands between ``{`` and ``}``."""
    closed: bool
    """Whether every field and the string itself are closed."""
    stray: tuple[int, ...] = ()
    """Offsets of single ``}`` outside of fields."""


def fstrings(text: str) -> Iterator[FString]:
    """Yields the f-strings of `text` in order, those nested in fields left out."""
    position = 0
    while (start := _START.search(text, position)) is not None:
        position = start.start()
        match = _OPENING.match(text, position)
        if match is not None:
            found = _read(text, match)
            yield found
            position = max(found.end, start.end())
            continue
        skipped = _SKIPPED.match(text, position)
        position = max(skipped.end() if skipped else 0, start.end())


def _read(text: str, match: re.Match[str]) -> FString:
    quote = match[1]
    fields: list[tuple[int, int]] = []
    stray: list[int] = []
    at = match.end()
    closed = False
    while at < len(text):
        if text.startswith(quote, at):
            at, closed = at + len(quote), True
            break
        if text[at] in "\r\n" and len(quote) == 1:
            break
        if text[at] == "\\" or text.startswith(("{{", "}}"), at):
            at += 2
        elif text[at] == "}":
            stray.append(at)
            at += 1
        elif text[at] == "{":
            end = _field_end(text, at + 1, quote)
            if end is None:
                limit = _line_end(text, at)
                fields.append((at + 1, limit))
                return FString(
                    match.start(), limit, match.end(), quote, tuple(fields), False, tuple(stray)
                )
            fields.append((at + 1, end))
            at = end + 1
        else:
            at += 1
    end = min(at, len(text))
    return FString(match.start(), end, match.end(), quote, tuple(fields), closed, tuple(stray))


def _field_end(text: str, start: int, quote: str) -> int | None:
    """Returns the offset of the ``}`` that ends a field; ``None`` when the line has none."""
    depth = 0
    at = start
    while at < len(text):
        char = text[at]
        if char in "\r\n" and len(quote) == 1:
            return None
        if char in "\"'":
            inner = _INNER.match(text, at)
            if inner is None:
                return None
            at = inner.end()
            continue
        if char in "([{":
            depth += 1
        elif char in ")]}":
            if depth == 0:
                return at if char == "}" else None
            depth -= 1
        at += 2 if char == "\\" else 1
    return None


def _line_end(text: str, at: int) -> int:
    match = re.compile(r"[\r\n]|\Z").search(text, at)
    return match.start() if match else len(text)
