"""``def f((a, b)):`` and ``lambda (k, v): …``: parameters that Python 2 unpacked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from healbot.generators.fix_patterns.syntax.layout.rewriting import (
    Span,
    rewriting_pattern,
    substitute,
)
from healbot.generators.fix_patterns.syntax.layout.statements import (
    OPENERS,
    closing_index,
    indentation_at,
)
from healbot.generators.fix_patterns.syntax.loose_tokens import Kind, LooseToken, loose_tokens

Tokens = Sequence[LooseToken]

_LIKELY = re.compile(r"\blambda\b[^:\n]*\(|\bdef\b[^:\n]*[(,]\s*\(")


def rewrite(text: str) -> str:
    """Returns `text` with such parameters replaced by one name each, unpacked in the body."""
    if not _LIKELY.search(text):
        return text
    for _ in range(200):  # a lambda inside another moves the offsets of both
        after = _first_converted(text)
        if after is None:
            break
        text = after
    return text


def _first_converted(text: str) -> str | None:
    tokens = [t for t in loose_tokens(text) if t.kind not in (Kind.SPACE, Kind.COMMENT)]
    for index, token in enumerate(tokens):
        spans: list[Span] = []
        if token.text == "lambda":
            spans = _lambda(tokens, index)
        elif token.text == "def" and index + 2 < len(tokens) and tokens[index + 2].text == "(":
            spans = _function(text, tokens, index)
        if spans:
            return substitute(text, spans)
    return None


def _lambda(tokens: Tokens, index: int) -> list[Span]:
    """Subscripts replace the names in the body, as in ``lambda pair: pair[0]``."""
    colon = _at_depth_zero(tokens, index + 1, (":",))
    if colon is None:
        return []
    spans: list[Span] = []
    places: dict[str, str] = {}
    for start, end, names in _tuples(tokens, index + 1, colon):
        joined = "_".join(names)
        spans.append((tokens[start].start, tokens[end].end, joined))
        places |= {name: f"{joined}[{position}]" for position, name in enumerate(names)}
    if not spans:
        return []
    stop = _at_depth_zero(tokens, colon + 1, (",", ")", "]", "}", "\n", ";", "for")) or len(tokens)
    for position in range(colon + 1, stop):
        token = tokens[position]
        named = position + 1 < stop and tokens[position + 1].text == "="
        if token.text in places and tokens[position - 1].text != "." and not named:
            spans.append((token.start, token.end, places[token.text]))
    return spans


def _function(text: str, tokens: Tokens, index: int) -> list[Span]:
    close = closing_index(tokens, index + 2)
    if close is None or close + 2 >= len(tokens) or tokens[close + 1].text != ":":
        return []
    spans: list[Span] = []
    unpacking: list[str] = []
    for start, end, names in _tuples(tokens, index + 3, close):
        joined = "_".join(names)
        spans.append((tokens[start].start, tokens[end].end, joined))
        unpacking.append(f"{', '.join(names)} = {joined}")
    if not spans or tokens[close + 2].kind is not Kind.NEWLINE:
        return [] if not spans else [*spans, _inline(tokens[close + 1], unpacking)]
    first = next((t for t in tokens[close + 2 :] if t.kind is not Kind.NEWLINE), None)
    if first is None:
        return []
    at = first.start
    if first.kind is Kind.STRING:  # the docstring stays first
        behind = next(
            (t for t in tokens if t.start >= first.end and t.kind is not Kind.NEWLINE), None
        )
        at = behind.start if behind else at
    indent = indentation_at(text, first.start)
    newline = tokens[close + 2].text
    spans.append((at, at, "".join(line + newline + indent for line in unpacking)))
    return spans


def _inline(colon: LooseToken, unpacking: list[str]) -> Span:
    return colon.end, colon.end, "".join(f" {line};" for line in unpacking)


def _tuples(tokens: Tokens, start: int, end: int) -> list[tuple[int, int, list[str]]]:
    """Returns the parameters between two indices that are tuples of plain names."""
    found: list[tuple[int, int, list[str]]] = []
    depth = 0
    for index in range(start, end):
        before = tokens[index - 1].text
        if tokens[index].kind is Kind.BRACKET:
            depth += 1 if tokens[index].text in OPENERS else -1
        if depth != 1 or tokens[index].text != "(" or before not in (",", "(", "lambda"):
            continue
        close = closing_index(tokens, index)
        if close is None or close > end:
            continue
        inside = tokens[index + 1 : close]
        names = [token.text for token in inside if token.text != ","]
        flat = all(token.kind is Kind.NAME for token in inside if token.text != ",")
        if flat and names and len(inside) >= 2 * len(names) - 1:
            found.append((index, close, names))
    return found


def _at_depth_zero(tokens: Tokens, start: int, wanted: tuple[str, ...]) -> int | None:
    depth = 0
    for index in range(start, len(tokens)):
        text = "\n" if tokens[index].kind is Kind.NEWLINE else tokens[index].text
        if depth == 0 and text in wanted:
            return index
        if tokens[index].kind is Kind.BRACKET:
            depth += 1 if text in OPENERS else -1
        if depth < 0:
            return None
    return None


PATTERN = rewriting_pattern(
    "tuple_parameter",
    rewrite,
    "Python 3 does not unpack tuple parameters: one name takes the tuple.",
)
