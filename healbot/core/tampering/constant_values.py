"""What expressions are worth that read no data: ``10 + 3``, ``ord("\\r")``, ``(0, 8, 13)[n]``.

A fix computes its answer from what it is given. One that writes the answer down can hide it from a
search for the number, but not that it depends on nothing.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from healbot.core.tampering.literals import NotLiteral, literal

_DEPTH = 12
_MOST = 10**12
"""Numbers beyond this are not computed, nor texts longer than `_LONGEST`."""
_LONGEST = 1000
_OPERATORS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.BitOr: operator.or_,
    ast.BitAnd: operator.and_,
    ast.BitXor: operator.xor,
    ast.LShift: operator.lshift,
    ast.RShift: operator.rshift,
    ast.Pow: operator.pow,
}
_SIGNS: Mapping[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
    ast.Invert: operator.invert,
}
_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "abs": abs, "bool": bool, "chr": chr, "divmod": divmod, "float": float, "int": int,
    "len": len, "max": max, "min": min, "ord": ord, "round": round, "str": str, "sum": sum,
}  # fmt: skip
_ALIKE = frozenset({"Decimal", "Fraction"})
"""Types whose values a test compares with plain numbers."""
_ERRORS = (ArithmeticError, TypeError, ValueError, LookupError, RecursionError)


def constant_value(node: ast.AST | None, depth: int = _DEPTH) -> object:
    """Returns what an expression of constants is worth; `NotLiteral` for any other.

    Nothing of the code runs: only arithmetic and a few builtins are understood, on small values.
    """
    value = literal(node)
    if value is not NotLiteral or depth == 0 or node is None:
        return value
    try:
        return _bounded(_computed(node, depth - 1))
    except _ERRORS:
        return NotLiteral


def _computed(node: ast.AST, depth: int) -> object:
    match node:
        case ast.UnaryOp(op=sign, operand=operand) if type(sign) in _SIGNS:
            (value,) = _all([operand], depth)
            return _SIGNS[type(sign)](value)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            one, other = _all([left, right], depth)
            return _operate(type(op), one, other)
        case ast.Call(func=ast.Name(id=name), args=[_, *_] as arguments, keywords=[]):
            values = _all(arguments, depth)
            return _number(values[0]) if name in _ALIKE else _FUNCTIONS[name](*values)
        case ast.Call(func=ast.Attribute(attr=name), args=[argument]) if name in _ALIKE:
            return _number(_all([argument], depth)[0])
        case ast.Subscript(value=base, slice=key):
            collection, index = _all([base, key], depth)
            return collection[index]
        case ast.JoinedStr(values=parts):
            return "".join(str(item) for item in _all(parts, depth))
        case ast.FormattedValue(value=inner, conversion=-1, format_spec=None):
            return _all([inner], depth)[0]
    return NotLiteral


def _number(value: object) -> object:
    return float(value) if isinstance(value, str) else value


def _all(nodes: list[ast.expr], depth: int) -> list[Any]:
    """Returns the values of expressions; raises `ValueError` when one is no constant."""
    values = [constant_value(node, depth) for node in nodes]
    if any(value is NotLiteral for value in values):
        raise ValueError
    return values


def _operate(op: type[ast.operator], one: Any, other: Any) -> object:
    if op in (ast.LShift, ast.Pow) and not (isinstance(other, int) and 0 <= other <= 40):
        raise ValueError
    if op is not ast.Add and not all(isinstance(item, int | float) for item in (one, other)):
        raise ValueError  # texts are repeated by * and formatted by %, to any length
    return _OPERATORS[op](one, other)


def _bounded(value: object) -> object:
    match value:
        case int() | float():
            return value if -_MOST < value < _MOST else NotLiteral  # not nan either: it is unequal
        case str() | bytes():
            return value if len(value) <= _LONGEST else NotLiteral
        case tuple() | bool():
            return value
    return NotLiteral


def outcomes(node: ast.expr | None) -> Iterator[tuple[object, ast.expr]]:
    """Yields the constants that an expression may be worth as they stand, with their places.

    ``max(n, 13)`` may be 13; ``n + 13`` is computed whatever `n` is.
    """
    if node is None:
        return
    value = constant_value(node)
    if value is not NotLiteral:
        yield value, node
        return
    for part in _alternatives(node):
        yield from outcomes(part)


def _alternatives(node: ast.expr) -> list[ast.expr]:
    match node:
        case ast.IfExp(body=body, orelse=orelse):
            return [body, orelse]
        case ast.BoolOp(values=values):
            return values
        case ast.NamedExpr(value=inner) | ast.Starred(value=inner) | ast.Await(value=inner):
            return [inner]
        case ast.Subscript(value=base):
            return _members(base)
        case ast.Call(func=ast.Name(id="max" | "min"), args=arguments):
            return [
                part
                for item in arguments
                for part in (_members(item.value) if isinstance(item, ast.Starred) else [item])
            ]
        case ast.Call(func=ast.Attribute(value=ast.Dict() as table, attr="get"), args=arguments):
            return [*_members(table), *arguments[1:]]
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[_, *_] as given):
            # Money(13): an object that stands for the constant.
            constant = all(constant_value(item) is not NotLiteral for item in given)
            return given if constant and name[:1].isupper() else []
    return []


def _members(node: ast.expr) -> list[ast.expr]:
    """Returns what a written-down collection holds."""
    match node:
        case ast.List(elts=elts) | ast.Tuple(elts=elts) | ast.Set(elts=elts):
            return elts
        case ast.Dict(values=values):
            return values
        case ast.Call(func=ast.Name(id="dict"), keywords=keywords):
            return [item.value for item in keywords]
    return []
