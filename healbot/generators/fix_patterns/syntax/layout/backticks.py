"""Backticks around an expression, which Python 2 took for ``repr``."""

from __future__ import annotations

from healbot.generators.fix_patterns.syntax.layout.rewriting import (
    Span,
    rewriting_pattern,
    substitute,
)
from healbot.generators.fix_patterns.syntax.layout.statements import (
    Statement,
    is_balanced,
    simple_statements,
    split_on,
)


def rewrite(text: str) -> str:
    """Returns `text` with backticks turned into calls of ``repr``."""
    if "`" not in text:
        return text
    spans: list[Span] = []
    for statement in simple_statements(text):
        if any(token.text == "`" for token in statement.tokens):
            spans += _converted(statement)
    return substitute(text, spans)


def _converted(statement: Statement) -> list[Span]:
    ticks = [index for index, token in enumerate(statement.tokens) if token.text == "`"]
    if len(ticks) % 2:
        return []
    spans: list[Span] = []
    for left, right in zip(ticks[::2], ticks[1::2], strict=True):
        inside = statement.tokens[left + 1 : right]
        if not inside or not is_balanced(inside):
            return []  # a Markdown fence, or a mistake of another kind
        several = len(split_on(inside, ",")) > 1
        start, end = statement.tokens[left], statement.tokens[right]
        spans.append((start.start, start.end, "repr((" if several else "repr("))
        spans.append((end.start, end.end, "))" if several else ")"))
    return spans


PATTERN = rewriting_pattern(
    "backticks", rewrite, "Backticks meant `repr(...)` in Python 2 and are gone in Python 3."
)
