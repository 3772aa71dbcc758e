"""Edits that several patterns make: imports, wrapping in a call, re-indenting."""

from __future__ import annotations

import ast

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.values.code import Code


def wrap(
    code: Code, node: ast.expr, before: str, after: str = ")"
) -> tuple[SourceEdit, SourceEdit]:
    """Returns the edits that put text around an expression: ``wrap(code, n, "int(")``."""
    start, end = code.span(node)
    return code.insert(start, before), code.insert(end, after)


def is_simple(node: ast.expr) -> bool:
    """Whether an expression can be followed by ``.name`` or ``[…]`` without parentheses."""
    if isinstance(node, ast.Constant):
        return not isinstance(node.value, (int, float, complex))
    return isinstance(
        node, (ast.Name, ast.Attribute, ast.Subscript, ast.Call, ast.List, ast.Dict, ast.JoinedStr)
    )


def suffix(code: Code, node: ast.expr, text: str) -> tuple[SourceEdit, ...]:
    """Returns the edits that append ``.name()`` or ``[…]`` to an expression."""
    if is_simple(node):
        return (code.insert(code.span(node)[1], text),)
    start, end = code.outer_span(node)
    if (start, end) != code.span(node):
        return (code.insert(end, text),)
    return code.insert(start, "("), code.insert(end, ")" + text)


def import_module(code: Code, module: str) -> tuple[str, tuple[SourceEdit, ...]]:
    """Returns how to name a module, and the edit that imports it when it is not imported."""
    for node in code.tree.body:
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name == module:
                    return alias.asname or module, ()
    return module, (_new_import(code, f"import {module}"),)


def import_name(code: Code, module: str, name: str) -> tuple[str, tuple[SourceEdit, ...]]:
    """Returns how to name ``module.name``, with an edit of the imports when one is needed."""
    sibling: ast.ImportFrom | None = None
    for node in code.tree.body:
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name == module:
                    return f"{alias.asname or module}.{name}", ()
        if isinstance(node, ast.ImportFrom) and node.module == module and node.level == 0:
            sibling = node
            for alias in node.names:
                if alias.name in (name, "*"):
                    return alias.asname or name, ()
    if sibling is not None:
        last = sibling.names[-1]
        end = code.source.offset_of_utf8(last.end_lineno or 0, last.end_col_offset or 0)
        return name, (code.insert(end, f", {name}"),)
    return name, (_new_import(code, f"from {module} import {name}"),)


def _new_import(code: Code, line: str) -> SourceEdit:
    """Returns the edit that adds an import line behind the imports at the head of the file."""
    anchor: ast.stmt | None = None
    for node in code.tree.body:
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if isinstance(node, (ast.Import, ast.ImportFrom)) or (is_docstring and anchor is None):
            anchor = node
        elif not is_docstring:
            break
    newline = code.source.newline
    if isinstance(anchor, ast.Expr):
        return code.insert(_end_of_line(code, anchor), newline * 2 + line)
    if anchor is not None:
        return code.insert(_end_of_line(code, anchor), newline + line)
    return code.insert(_head(code), line + newline)


def _end_of_line(code: Code, node: ast.stmt) -> int:
    number = node.end_lineno or node.lineno
    return code.source.offset(number, len(code.source.line(number)))


def _head(code: Code) -> int:
    """Returns the offset behind a shebang and an encoding comment."""
    number = 1
    while number <= 2 and code.source.line(number).startswith("#"):
        number += 1
    return code.source.offset(number, 0)


def indent_block(code: Code, first: int, last: int, width: str) -> tuple[SourceEdit, ...]:
    """Returns the edits that put `width` before the lines from `first` to `last` (1-based).

    The insides of multi-line strings stay as they are.
    """
    inside: set[int] = set()
    for node in code.nodes:
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes))
        if isinstance(node, ast.expr) and (is_text or isinstance(node, ast.JoinedStr)):
            inside.update(range(node.lineno + 1, (node.end_lineno or 0) + 1))
    return tuple(
        code.insert(code.source.offset(number, 0), width)
        for number in range(first, last + 1)
        if number not in inside and code.source.line(number).strip()
    )
