"""``<>``, ``10L`` and ``ur"..."``: tokens that only Python 2 knows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from healbot.generators.fix_patterns.syntax.layout.rewriting import (
    Span,
    rewriting_pattern,
    substitute,
)
from healbot.generators.fix_patterns.syntax.loose_tokens import Kind, LooseToken, loose_tokens


def rewrite(text: str) -> str:
    """Returns `text` with these tokens in the spelling of Python 3."""
    if "barry_as_FLUFL" in text:
        return text
    spans = [span for token in loose_tokens(text) for span in _converted(token)]
    return substitute(text, spans)


def _converted(token: LooseToken) -> Iterator[Span]:
    if token.text == "<>":
        yield token.start, token.end, "!="
    elif token.kind is Kind.NUMBER and token.text[-1] in "lL":
        if re.fullmatch(r"0[xXbBoO][\da-fA-F]+|\d+", token.text[:-1]):
            yield token.end - 1, token.end, ""
    elif token.kind is Kind.STRING and re.match(r"[uU][rR]['\"]", token.text):
        # Python 2 knew \u escapes in ur"" too, but no others.
        escaped = re.search(r"\\u[0-9a-fA-F]{4}", token.text)
        others = re.sub(r"\\u[0-9a-fA-F]{4}", "", token.text)
        prefix = "u" if escaped and "\\" not in others else "r"
        yield token.start, token.start + 2, prefix


PATTERN = rewriting_pattern(
    "old_operators",
    rewrite,
    "`<>`, the suffix `L` and the prefix `ur` are gone in Python 3; the file uses today's forms.",
)
