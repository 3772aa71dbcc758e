"""Parses source text of the project under repair."""

from __future__ import annotations

import ast
import warnings


def syntax_tree(text: str | bytes) -> ast.Module | None:
    """Returns the syntax tree of `text`, ``None`` when it is no valid Python for this interpreter.

    Python warns about odd escapes and comparisons while it parses. That is not about healbot and
    would stand in its output, or end it where warnings are errors.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
