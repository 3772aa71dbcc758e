"""``exec code in scope``: the statement of Python 2."""

from __future__ import annotations

from healbot.generators.fix_patterns.syntax.layout.rewriting import (
    Span,
    rewriting_pattern,
    substitute,
)
from healbot.generators.fix_patterns.syntax.layout.statements import (
    closing_index,
    is_balanced,
    is_operand,
    simple_statements,
    split_on,
)


def rewrite(text: str) -> str:
    """Returns `text` with exec statements turned into calls."""
    if "exec" not in text:
        return text
    spans: list[Span] = []
    for statement in simple_statements(text):
        rest = statement.tokens[1:]
        if statement.first != "exec" or not rest or not is_balanced(rest):
            continue
        runs = split_on(rest, "in")
        if len(runs) > 2 or not all(runs):
            continue
        if len(runs) == 1 and not is_operand(rest[0]):
            continue
        code = runs[0]
        if len(runs) == 2 and code[0].text == "(" and closing_index(code, 0) == len(code) - 1:
            if len(split_on(code[1:-1], ",")) > 1:
                continue
            code = code[1:-1] or code
        arguments = [text[run[0].start : run[-1].end] for run in (code, *runs[1:])]
        spans.append((statement.tokens[0].end, rest[-1].end, f"({', '.join(arguments)})"))
    return substitute(text, spans)


PATTERN = rewriting_pattern(
    "exec_statement", rewrite, "`exec` is a function since Python 3; scopes are its arguments."
)
