"""``raise E, "message", traceback``: the raise statement of Python 2."""

from __future__ import annotations

import re
from collections.abc import Sequence

from healbot.generators.fix_patterns.syntax.layout.rewriting import (
    Span,
    rewriting_pattern,
    substitute,
)
from healbot.generators.fix_patterns.syntax.layout.statements import (
    closing_index,
    is_balanced,
    simple_statements,
    split_on,
)
from healbot.generators.fix_patterns.syntax.loose_tokens import LooseToken

Tokens = Sequence[LooseToken]

_CLASS = re.compile(r"^(?:[A-Z]\w*|error)$")


def rewrite(text: str) -> str:
    """Returns `text` with the commas of raise statements turned into calls."""
    spans: list[Span] = []
    for statement in simple_statements(text):
        if statement.first != "raise" or not is_balanced(statement.tokens):
            continue
        runs = split_on(statement.tokens[1:], ",")
        if 2 <= len(runs) <= 3 and all(runs):
            spans.append(_converted(text, runs))
    return substitute(text, spans)


def _converted(text: str, runs: list[Tokens]) -> Span:
    start, end = runs[0][0].start, runs[-1][-1].end
    kind, value = runs[0], runs[1]
    trace = "" if len(runs) == 2 else f".with_traceback({_text(text, runs[2])})"
    is_class = bool(_CLASS.match(kind[-1].text))
    if len(value) == 1 and value[0].text == "None":
        raised = _text(text, kind) + ("()" if is_class else "")
    elif trace and not is_class and kind[-1].text != ")":
        raised = _text(text, value)  # an exception that was caught goes on
    else:
        return kind[-1].end, end, _arguments(text, kind, value) + trace
    return start, end, raised + trace


def _arguments(text: str, kind: Tokens, value: Tokens) -> str:
    """Returns the value in parentheses; Python 2 took a tuple apart."""
    inside = value
    if value[0].text == "(" and closing_index(value, 0) == len(value) - 1 and len(value) > 2:
        inside = value[1:-1]
    gap = text[kind[-1].end : value[0].start]
    breaks = gap[gap.index("\\") :] if "\\" in gap else ""
    return f"({breaks}{_text(text, inside)})"


def _text(text: str, tokens: Tokens) -> str:
    return text[tokens[0].start : tokens[-1].end]


PATTERN = rewriting_pattern(
    "raise_comma",
    rewrite,
    "Python 3 raises an instance: what stood behind the comma becomes its argument.",
)
