"""``point[0] = 5`` on a tuple, ``word[0] = "B"`` on text: the value cannot be changed in place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.calls import argument_of
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.edits import wrap
from healbot.generators.fix_patterns.values.kinds import kind_of

_CHANGEABLE = {
    "tuple": "list",
    "range": "list",
    "map": "list",
    "zip": "list",
    "bytes": "bytearray",
    "dict_keys": "list",
    "dict_values": "list",
    "filter": "list",
}


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the fix for the assigned or deleted item."""
    kind = match["kind"]
    for node in code.failing(ast.Subscript):
        if not isinstance(node.ctx, (ast.Store, ast.Del)):
            continue
        if kind_of(code, node.value) not in (kind, None):
            continue
        if kind == "str" and match["action"] == "assignment":
            yield from _text(code, node)
        elif kind in _CHANGEABLE:
            yield from _collection(code, node, kind)
        return


def _collection(code: Code, node: ast.Subscript, kind: str) -> Iterator[Fix]:
    edits: list[SourceEdit] = []
    for value in _origins(code, node.value):
        edits += _changeable(code, value, kind)
    if edits:
        yield Fix(
            tuple(dict.fromkeys(edits)),
            f"Items are assigned, which a {kind} does not allow; a {_CHANGEABLE[kind]} does.",
            0.9,
        )


def _origins(code: Code, node: ast.expr) -> list[ast.expr]:
    """Returns the expressions that the assigned collection may come from."""
    match node:
        case ast.Name():
            bindings = code.resolve(node)
            values = [b.value for b in bindings if b.kind == "assign" and not b.path and b.value]
            if len(values) == len(bindings):
                return values
            if len(bindings) == 1 and bindings[0].kind == "parameter":
                passed = argument_of(code, bindings[0])
                return _origins(code, passed) if passed is not None else []
            if len(bindings) == 1 and bindings[0].kind == "for" and not bindings[0].path:
                return _elements(code, bindings[0].value)
        case ast.Attribute(attr=attr):
            return [
                a.value
                for a in code.all(ast.Assign)
                if any(isinstance(t, ast.Attribute) and t.attr == attr for t in a.targets)
            ]
        case ast.Tuple() | ast.Call():
            return [node]
        case ast.Subscript(value=ast.Name() as outer):
            return [
                element for value in _origins(code, outer) for element in _elements(code, value)
            ]
    return []


def _elements(code: Code, node: ast.expr | None) -> list[ast.expr]:
    if isinstance(node, ast.Name):
        return [element for value in _origins(code, node) for element in _elements(code, value)]
    if isinstance(node, (ast.List, ast.Tuple)):
        return list(node.elts)
    if isinstance(node, ast.Dict):
        return list(node.values)
    if isinstance(node, ast.ListComp):
        return [node.elt]
    return []


def _changeable(code: Code, value: ast.expr, kind: str) -> list[SourceEdit]:
    new = _CHANGEABLE[kind]
    if isinstance(value, ast.Tuple):
        start, end = code.span(value)
        if code.source.text[start] == "(" and code.source.text[end - 1] == ")":
            inner = code.source.text[start + 1 : end - 1]
            return [code.replace(value, f"[{inner}]")]
        return [code.insert(start, "["), code.insert(end, "]")]
    match value:
        case ast.Call(func=ast.Name(id="tuple") as func):
            return [code.replace(func, "list")]
        case ast.List() | ast.ListComp():
            return []
        case ast.Call() | ast.Constant() | ast.BinOp():
            return list(wrap(code, value, f"{new}("))
        case _:
            return []


def _text(code: Code, node: ast.Subscript) -> Iterator[Fix]:
    statement = code.statement_of(node)
    if not isinstance(statement, ast.Assign) or statement.targets != [node]:
        return
    if not isinstance(node.value, (ast.Name, ast.Attribute)) or isinstance(node.slice, ast.Slice):
        return
    name, index, new = code.text(node.value), code.text(node.slice), code.text(statement.value)
    if isinstance(statement.value, (ast.IfExp, ast.BoolOp, ast.Lambda, ast.Compare)):
        new = f"({new})"
    match node.slice:
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1)):
            text = f"{name} = {name}[:-1] + {new}"
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(count))):
            text = f"{name} = {name}[:-{count}] + {new} + {name}[-{count - 1}:]"
        case ast.Constant(value=0):
            text = f"{name} = {new} + {name}[1:]"
        case ast.Constant(value=int(place)):
            text = f"{name} = {name}[:{place}] + {new} + {name}[{place + 1}:]"
        case ast.Name() | ast.BinOp(op=ast.Add()):
            text = f"{name} = {name}[:{index}] + {new} + {name}[{index} + 1:]"
        case _:
            return
    yield Fix(
        (code.replace(statement, text),),
        "Text cannot be changed in place; a new text is put together from its parts.",
        0.85,
    )


PATTERN = value_pattern(
    "item_assignment",
    {"TypeError"},
    {
        r"^'(?P<kind>\w+)' object do(es not|esn't) support item (?P<action>assignment|"
        r"deletion)": propose
    },
)
