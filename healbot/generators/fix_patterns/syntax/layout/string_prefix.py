"""``fu"..."``, ``bf"..."``: prefixes that do not go together, and bytes that are no ASCII."""

from __future__ import annotations

import re
from collections.abc import Iterator

from healbot.generators.fix_patterns.syntax.layout.rewriting import (
    Span,
    rewriting_pattern,
    substitute,
)
from healbot.generators.fix_patterns.syntax.loose_tokens import Kind, LooseToken, loose_tokens

_PREFIX = re.compile(r"[bfruBFRU]{1,3}")
_VALID = frozenset({"", "b", "f", "r", "u", "br", "rb", "fr", "rf"})
_ASCII = re.compile(r"[^\x00-\x7f]")


def rewrite(text: str) -> str:
    """Returns `text` with prefixes that Python knows."""
    tokens = loose_tokens(text)
    spans: list[Span] = []
    for before, token in zip((tokens[0], *tokens) if tokens else (), tokens, strict=False):
        if token.kind is Kind.STRING:
            spans += _converted(before, token)
    return substitute(text, spans)


def _converted(before: LooseToken, token: LooseToken) -> Iterator[Span]:
    """Yields the new string; a part of the prefix may be a name of its own in front of it."""
    start, prefix = token.start, token.text[: re.search(r"[\"']", token.text).start()]  # type: ignore[union-attr]
    body = token.text[len(prefix) :]
    if before.kind is Kind.NAME and before.end == token.start and _PREFIX.fullmatch(before.text):
        start, prefix = before.start, before.text + prefix
    letters = "".join(sorted(set(prefix.lower())))
    is_bytes = "b" in letters
    if prefix.lower() in _VALID and not (is_bytes and _ASCII.search(body)):
        return
    if is_bytes and ("f" in letters or _ASCII.search(body)):
        kept = "".join(letter for letter in "rf" if letter in letters)
        yield start, token.end, f'{kept}{body}.encode("utf-8")'
    elif letters != "ru":  # the work of old_operators
        kept = "".join(letter for letter in "brf" if letter in letters)
        yield start, token.end, kept + body


PATTERN = rewriting_pattern(
    "string_prefix",
    rewrite,
    "These letters do not go together in front of a string, or bytes hold ASCII letters only.",
)
