"""Whether one physical line could be part of a valid program: a cheap filter before parsing all."""

from __future__ import annotations

import ast
import re
import warnings
from functools import lru_cache

from healbot.generators.fix_patterns.syntax.loose_tokens import Kind, loose_tokens
from healbot.generators.fix_patterns.syntax.structure.words import CLOSERS, OPENERS

_FORMS = ("{}", "{}\n pass", "if x: pass\n{}\n pass", "try: pass\n{}\n pass", "(\n{}\n)",
          "{{\n{}\n}}", "f(\n{}\n)", "match x:\n {}\n  pass")  # fmt: skip
_DECORATOR = re.compile(r"^@")


@lru_cache(maxsize=4096)
def line_parses(line: str) -> bool:
    """Whether a line, its open brackets closed and its surplus ones opened, is valid somewhere."""
    line = line.strip()
    balanced = _balanced(line)
    if balanced is None:
        return False
    if _DECORATOR.match(line):
        balanced += "\ndef f():"
    return any(_parses(form.format(balanced)) for form in _FORMS)


def _balanced(line: str) -> str | None:
    """Returns the line with matching brackets; ``None`` when a string has no end."""
    stack: list[str] = []
    surplus: list[str] = []
    end = len(line)
    last = ""
    for token in loose_tokens(line):
        if token.kind is Kind.OPEN_STRING:
            return None
        if token.kind is Kind.COMMENT:
            end = token.start
        elif token.kind is not Kind.SPACE:
            last = token.text
        if token.text in OPENERS and token.kind is Kind.BRACKET:
            stack.append(token.text)
        elif token.text in CLOSERS and token.kind is Kind.BRACKET:
            if stack and stack[-1] == CLOSERS[token.text]:
                stack.pop()
            elif stack:
                return None
            else:
                surplus.append(CLOSERS[token.text])
    code = line[:end].rstrip()
    if stack and last in {"\\"}:
        return None
    return "".join(reversed(surplus)) + code + "".join(OPENERS[item] for item in reversed(stack))


def _parses(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
