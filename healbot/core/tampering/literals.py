"""Literal values: of expressions, and of the failing test."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from healbot.core.tampering.code import TooDeep, parse

_COMMON = frozenset({"None", "True", "False", "0", "1", "-1", "2", "0.0", "1.0", "''", "b''"})
"""Values that are in most programs: that a test holds them too says nothing."""
_MAX_PARTS = 200


def literal(node: ast.AST | None) -> object:
    """Returns the value of a literal expression; `NotLiteral` for any other.

    Collections count when all their parts are literals.
    """
    match node:
        case ast.Constant(value=value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return -number
        case ast.List() | ast.Tuple() | ast.Set() | ast.Dict():
            return _collection(node)
        case ast.Call(func=ast.Name(id="set" | "frozenset" | "list" | "dict" | "tuple"), args=[]):
            return () if not node.keywords else NotLiteral
        case _:
            return NotLiteral


class NotLiteral:
    """Stands for the value of what is no literal."""


def _collection(node: ast.List | ast.Tuple | ast.Set | ast.Dict) -> object:
    parts = list(ast.walk(node))
    allowed = (
        ast.Constant, ast.List, ast.Tuple, ast.Set, ast.Dict, ast.UnaryOp, ast.USub, ast.Load,
    )  # fmt: skip
    if len(parts) > 20_000 or not all(isinstance(part, allowed) for part in parts):
        return NotLiteral
    try:
        value: object = ast.literal_eval(node)
    except (ValueError, TypeError):  # a list in a set, or None as the key of ``**``
        return NotLiteral
    return value


def is_literal(node: ast.AST | None) -> bool:
    """Whether an expression is a literal."""
    return literal(node) is not NotLiteral


def is_empty(value: object) -> bool:
    """Whether a value says "nothing": what a guard returns for empty input."""
    return (
        value is None or value is False or value in (0, 0.0, "", b"", (), [], {}) or value == set()
    )


class TestValues:
    """The telling constants of the failing test."""

    __test__ = False

    def __init__(self, values: Iterable[object]) -> None:
        self._shown: set[str] = set()
        for value in values:
            self._shown.update(_parts(value))
        self._shown -= _COMMON

    def __bool__(self) -> bool:
        return bool(self._shown)

    def has(self, value: object) -> bool:
        """Whether a value, or all parts of a collection with at least two parts, is in the test."""
        if value is NotLiteral:
            return False
        shown = _shown(value)
        if shown in self._shown:
            return not (isinstance(value, str | bytes) and len(value) < 2)
        if not isinstance(value, list | tuple | set | frozenset | dict) or len(value) < 2:
            return False
        parts = [part for part in _parts(value) if part not in _COMMON and part != shown]
        return bool(parts) and all(
            part in self._shown or part.startswith(tuple("[({")) for part in parts
        )


def _parts(value: object) -> Iterator[str]:
    """Yields a value and what a collection holds, as text."""
    stack = [value]
    for _ in range(_MAX_PARTS):
        if not stack:
            return
        item = stack.pop()
        yield _shown(item)
        if isinstance(item, dict):
            stack += [*item.keys(), *item.values()]
        elif isinstance(item, list | tuple | set | frozenset):
            stack += item


def _shown(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))  # a test compares 3.0 with 3
    try:
        return repr(value)
    except ValueError:  # a number with too many digits to be printed
        return "<number>"


def literals_in(text: str, function: str | None = None) -> tuple[object, ...]:
    """Returns the literal constants and collections of a test file, for `GuardContext`.

    With `function` only those of the functions of that name; decorators, such as the cases of
    ``pytest.mark.parametrize``, belong to it.
    """
    try:
        code = parse(text)
    except TooDeep:
        return ()
    if code is None:
        return ()
    roots: list[ast.AST] = [
        node
        for node in code.nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == function
    ] or [code.tree]
    found: list[object] = []
    for root in roots:
        for node in ast.walk(root):
            if code.is_docstring(node):
                continue
            value = literal(node) if isinstance(node, ast.expr) else NotLiteral
            if value is not NotLiteral and value is not Ellipsis:
                found.append(value)
    return tuple(found)
