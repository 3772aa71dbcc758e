"""Simple statements as runs of loose tokens, found also in sources that do not parse."""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from healbot.generators.fix_patterns.syntax.loose_tokens import Kind, LooseToken, loose_tokens

HEADERS = frozenset(
    [
        "if",
        "elif",
        "else",
        "for",
        "while",
        "with",
        "try",
        "except",
        "finally",
        "def",
        "class",
        "async",
        "match",
        "case",
    ]
)
NEVER_CONTINUES = frozenset(
    [
        "def",
        "class",
        "return",
        "import",
        "while",
        "with",
        "try",
        "except",
        "raise",
        "del",
        "global",
        "pass",
        "break",
        "continue",
    ]
)
"""No line inside brackets starts with these: an unclosed bracket ends before them."""
OPENERS = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True)
class Statement:
    """A simple statement or a compound statement's header, without blanks and comments."""

    tokens: tuple[LooseToken, ...]

    @property
    def first(self) -> str:
        """The text of the first token."""
        return self.tokens[0].text

    @property
    def end(self) -> int:
        """Offset behind the last token."""
        return self.tokens[-1].end


@lru_cache(maxsize=2)
def simple_statements(text: str) -> tuple[Statement, ...]:
    """Returns the statements of `text` in order; ``if x: print y`` are two."""
    return tuple(_statements(text))


def _statements(text: str) -> Iterator[Statement]:
    run: list[LooseToken] = []
    depth = 0
    fresh = True
    for token in loose_tokens(text):
        if token.kind in (Kind.SPACE, Kind.COMMENT):
            continue
        if token.kind is Kind.NEWLINE:
            fresh = True
            if depth == 0 and run:
                yield Statement(tuple(run))
                run = []
            continue
        if depth and fresh and token.text in NEVER_CONTINUES:
            depth = 0
            yield Statement(tuple(run))
            run = []
        fresh = False
        depth = max(0, depth + _step(token))
        if depth == 0 and token.text == ";":
            if run:
                yield Statement(tuple(run))
            run = []
            continue
        run.append(token)
        if depth == 0 and token.text == ":" and run[0].text in HEADERS:
            yield Statement(tuple(run))
            run = []
    if run:
        yield Statement(tuple(run))


def _step(token: LooseToken) -> int:
    if token.kind is not Kind.BRACKET:
        return 0
    return 1 if token.text in OPENERS else -1


def closing_index(tokens: Sequence[LooseToken], index: int) -> int | None:
    """Returns the index of the bracket that closes the one at `index`."""
    depth = 0
    for position in range(index, len(tokens)):
        depth += _step(tokens[position])
        if depth == 0:
            return position
    return None


def split_on(tokens: Sequence[LooseToken], separator: str) -> list[Sequence[LooseToken]]:
    """Returns the runs between the separators that stand in no bracket and no backticks."""
    runs: list[Sequence[LooseToken]] = []
    depth = start = 0
    quoted = False
    for position, token in enumerate(tokens):
        depth += _step(token)
        quoted ^= token.text == "`"
        if depth == 0 and not quoted and token.text == separator:
            runs.append(tokens[start:position])
            start = position + 1
    runs.append(tokens[start:])
    return runs


def is_balanced(tokens: Sequence[LooseToken]) -> bool:
    """Whether every bracket is closed in order and no string is open."""
    stack: list[str] = []
    for token in tokens:
        if token.kind is Kind.OPEN_STRING:
            return False
        if token.kind is Kind.BRACKET:
            if token.text in OPENERS:
                stack.append(OPENERS[token.text])
            elif not stack or stack.pop() != token.text:
                return False
    return not stack


def is_operand(token: LooseToken) -> bool:
    """Whether an expression can start with `token` where two operands cannot follow another."""
    if token.kind is Kind.NAME:
        return token.text in ("None", "True", "False", "not", "lambda") or not keyword.iskeyword(
            token.text
        )
    return token.kind in (Kind.STRING, Kind.NUMBER) or token.text in ("{", "`")


def indentation_at(text: str, offset: int) -> str:
    """Returns the blanks and tabs with which the line of `offset` starts."""
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    line = text[start:].split("\n", 1)[0]
    return line[: len(line) - len(line.lstrip(" \t\f"))]
