"""``except A, e:``: the comma of Python 2 before the exception's name, or forgotten parentheses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from healbot.generators.fix_patterns.syntax.layout.rewriting import (
    Span,
    rewriting_pattern,
    substitute,
)
from healbot.generators.fix_patterns.syntax.layout.statements import (
    Statement,
    simple_statements,
    split_on,
)
from healbot.generators.fix_patterns.syntax.loose_tokens import Kind

_CLASS = re.compile(r"^(?:[A-Z]\w*[a-z]\w*|.*(?:Error|Exception|Warning))$")


def rewrite(text: str) -> str:
    """Returns `text` with a comma between classes and name turned into ``as``."""
    spans: list[Span] = []
    for statement in simple_statements(text):
        if statement.first == "except" and len(statement.tokens) > 3:
            spans += _converted(text, statement)
    return substitute(text, spans)


def _converted(text: str, statement: Statement) -> Iterator[Span]:
    tokens = statement.tokens[1:]
    colon = tokens[-1].text == ":"
    runs = split_on(tokens[:-1] if colon else tokens, ",")
    if len(runs) < 2 or any(not run or run[0].kind is Kind.OPEN_STRING for run in runs):
        return
    first, last = runs[0], runs[-1]
    if any(token.text == "as" for run in runs for token in run):
        words = [token.text for token in last]
        if "as" in words[1:]:  # except A, B as e
            yield first[0].start, first[0].start, "("
            end = last[words.index("as") - 1].end
            yield end, end, ")"
        return
    parts = [token.text for token in last if token.kind is Kind.NAME]
    takes_apart = last[0].text == "(" and len(parts) * 2 + 1 == len(last) and colon
    if len(runs) == 2 and takes_apart and not any(_CLASS.match(part) for part in parts):
        yield from _taken_apart(text, first[-1].end, statement, ", ".join(parts))
        return
    is_name = len(last) == 1 and last[0].kind is Kind.NAME and not _CLASS.match(last[0].text)
    if is_name and len(runs) == 2:
        gap_end = last[0].start
        yield first[-1].end, gap_end, " as "
    elif not is_name:
        yield first[0].start, first[0].start, "("
        yield last[-1].end, last[-1].end, ")"
    else:  # except A, B, e
        yield first[0].start, first[0].start, "("
        yield runs[-2][-1].end, last[0].start, ") as "


def _taken_apart(text: str, start: int, statement: Statement, names: str) -> Iterator[Span]:
    """``except E, (number, text):`` took the arguments of the exception apart."""
    name = "error" if not re.search(r"\berror\b", text) else "caught"
    yield start, statement.end - 1, f" as {name}"
    body = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?:\r?\n[ \t]*(?:#[^\r\n]*)?)*").match(
        text, statement.end
    )
    behind = body.end() if body else statement.end
    gap = text[statement.end : behind]
    if "\n" in gap:
        yield behind, behind, f"{names} = {name}.args\n{gap[gap.rindex(chr(10)) + 1 :]}"
    else:
        yield statement.end, statement.end, f" {names} = {name}.args;"


PATTERN = rewriting_pattern(
    "except_comma",
    rewrite,
    "Since Python 3 `as` stands between the exception classes and the name, and several classes "
    "stand in parentheses.",
)
