"""``counts[word] += 1`` and ``groups[key].append(x)`` before the key exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Binding, Code
from healbot.generators.fix_patterns.values.kinds import kind_of

_EMPTY = {"append": "[]", "extend": "[]", "insert": "[]", "add": "set()", "update": "{}"}


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the start value for a missing key that is counted or collected into."""
    statement = code.statement
    if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Subscript):
        yield from _count(code, statement, statement.target)
        return
    match statement:
        case ast.Assign(targets=[ast.Subscript() as target], value=ast.BinOp(left=left)):
            if ast.dump(left).replace("Load", "Store") == ast.dump(target).replace("Load", "Store"):
                start = _start_value(code, statement.value)
                if start is not None and _starts_empty(code, target.value):
                    yield Fix(
                        (code.replace(left, _get(code, target, start)),), _reason(target), 0.9
                    )
            return
    for call in code.failing(ast.Call):
        match call.func:
            case ast.Attribute(value=ast.Subscript() as item, attr=attr) if attr in _EMPTY:
                if _starts_empty(code, item.value):
                    name, key = code.text(item.value), code.text(item.slice)
                    new = f"{name}.setdefault({key}, {_EMPTY[attr]})"
                    yield Fix(
                        (code.replace(item, new),), _reason(item), 0.9 if attr != "update" else 0.7
                    )
                    return
    yield from _nested(code)


def _count(code: Code, statement: ast.AugAssign, target: ast.Subscript) -> Iterator[Fix]:
    if not isinstance(statement.op, (ast.Add, ast.Sub)) or not _starts_empty(code, target.value):
        return
    start = _start_value(code, statement.value)
    if start is None:
        return
    sign = "+" if isinstance(statement.op, ast.Add) else "-"
    value = code.text(statement.value)
    if isinstance(statement.value, (ast.IfExp, ast.Lambda, ast.BoolOp, ast.Compare)) or (
        sign == "-" and isinstance(statement.value, ast.BinOp)
    ):
        value = f"({value})"
    new = f"{code.text(target)} = {_get(code, target, start)} {sign} {value}"
    yield Fix((code.replace(statement, new),), _reason(target), 0.92)


def _get(code: Code, target: ast.Subscript, start: str) -> str:
    key = code.text(target.slice)
    key = f"({key})" if isinstance(target.slice, ast.Tuple) and not key.startswith("(") else key
    return f"{code.text(target.value)}.get({key}, {start})"


def _start_value(code: Code, value: ast.expr) -> str | None:
    """Returns what to start from, by the type of what is added."""
    if isinstance(value, ast.BinOp) and kind_of(code, value) is None:
        value = value.right
    kind = kind_of(code, value)
    if kind in ("int", "float", "bool"):
        return "0"
    return {"list": "[]", "str": '""', "tuple": "()"}.get(kind or "", None if kind else "0")


def _reason(node: ast.Subscript) -> str:
    return (
        f"{ast.unparse(node.value)} starts empty, so the first use of each key needs a start value."
    )


def _starts_empty(code: Code, node: ast.expr) -> bool:
    """Whether the mapping is a plain dictionary that is filled only here."""
    if isinstance(node, ast.Attribute):
        return any(
            _is_empty(a.value)
            for a in code.all(ast.Assign)
            for t in a.targets
            if isinstance(t, ast.Attribute) and t.attr == node.attr
        )
    if isinstance(node, ast.Name):
        bindings = [b for b in code.resolve(node) if b.kind == "assign"]
        empty = bool(bindings) and all(_is_empty_binding(b) for b in bindings)
        return empty and not _stores(code, node)
    if isinstance(node, ast.Subscript):  # the inner dictionaries of a table
        stored = _stores(code, node)
        return bool(stored) and all(_is_empty(value) for value in stored)
    return False


def _stores(code: Code, node: ast.expr) -> list[ast.expr]:
    """Returns what other statements store: under a key of a name, or in the place of an item.

    A mapping whose keys are set up elsewhere lacks this one for another reason.
    """
    found = []
    for statement in code.all(ast.Assign):
        for target in statement.targets:
            if statement is code.statement or not isinstance(target, ast.Subscript):
                continue
            same = target.value if isinstance(node, ast.Name) else target
            if ast.unparse(same) == ast.unparse(node):
                found.append(statement.value)
    return found


def _is_empty_binding(binding: Binding) -> bool:
    return not binding.path and _is_empty(binding.value)


def _is_empty(value: ast.expr | None) -> bool:
    match value:
        case (
            ast.Dict(keys=[])
            | ast.Call(func=ast.Name(id="dict" | "OrderedDict"), args=[], keywords=[])
        ):
            return True
        case _:
            return False


def _nested(code: Code) -> Iterator[Fix]:
    """``table[a][b] = value`` before ``table[a]`` exists."""
    match code.statement:
        case ast.Assign(targets=[ast.Subscript(value=ast.Subscript() as item)]):
            if _starts_empty(code, item.value):
                new = f"{code.text(item.value)}.setdefault({code.text(item.slice)}, {{}})"
                yield Fix((code.replace(item, new),), _reason(item), 0.85)


PATTERN = value_pattern("missing_counter_key", {"KeyError"}, {r"": propose})
