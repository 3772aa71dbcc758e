"""The quote of an f-string within its own fields, which Python before 3.12 does not read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from healbot.generators.fix_patterns.pattern import Context, Fix
from healbot.generators.fix_patterns.syntax.layout.fstrings import FString, fstrings
from healbot.generators.fix_patterns.syntax.layout.rewriting import (
    Span,
    before,
    edits_between,
    fix_to,
    substitute,
    syntax_pattern,
)
from healbot.generators.fix_patterns.syntax.reparse import syntax_state

_ESCAPED = re.compile(r"\\([\"'])")


def rewrite(text: str) -> str:
    """Returns `text` with other quotes within or around such f-strings."""
    spans: list[Span] = []
    for found in fstrings(text):
        if found.closed:
            spans += _separated(text, found)
    return substitute(text, spans)


def _separated(text: str, found: FString) -> Iterator[Span]:
    quote = found.quote
    if len(quote) > 1:
        return
    other = "'" if quote == '"' else '"'
    fields = [text[start:end] for start, end in found.fields]
    if not any(quote in field for field in fields):
        return
    plain = [_ESCAPED.sub(quote, field) for field in fields]
    literal = _literal(text, found)
    if not any(other in field or "\\" in field for field in plain):
        for (start, end), field in zip(found.fields, plain, strict=True):
            yield start, end, field.replace(quote, other)
    elif other not in literal and not any(other in field or "\\" in field for field in plain):
        yield from _outer(found, other)
    elif "\n" not in text[found.start : found.end] and not any("\\" in field for field in plain):
        triple = (other if other * 3 not in text[found.start : found.end] else quote) * 3
        if text[found.end - 2] != triple[0]:
            yield from _outer(found, triple)


def _outer(found: FString, quote: str) -> Iterator[Span]:
    yield found.body - len(found.quote), found.body, quote
    yield found.end - len(found.quote), found.end, quote


def _literal(text: str, found: FString) -> str:
    pieces: list[str] = []
    position = found.body
    for start, end in found.fields:
        pieces.append(text[position:start])
        position = end
    return "".join(pieces) + text[position : found.end - len(found.quote)]


def _propose(context: Context) -> Iterator[Fix]:
    text = context.source.text
    after = rewrite(text)
    reason = "Before Python 3.12 the quote of an f-string cannot stand in its fields."
    if after == text:
        return
    if before(context).parses:  # healbot's own interpreter is newer than the one that failed
        if syntax_state(after).parses:
            yield Fix(edits_between(context.source.path, text, after), reason, 0.9)
        return
    yield from fix_to(context, after, reason, sure=0.93, moved=0.6)


PATTERN = syntax_pattern("fstring_quotes", _propose)
