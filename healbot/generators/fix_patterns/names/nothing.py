"""Where a ``None`` came from that something else was expected of.

Shared by the patterns that repair the place where the value was lost instead of the place where
its absence was noticed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.generators.fix_patterns.names.places import (
    ancestors,
    enclosing_function,
    live_value,
    nodes_at,
    scopes,
    statement_at,
    statement_of,
)
from healbot.generators.fix_patterns.names.scopes import FUNCTIONS, Function
from healbot.generators.fix_patterns.pattern import Context

EXCEPTIONS = frozenset({"AttributeError", "TypeError"})
_NONE = re.compile(
    r"'?NoneType'?|can only join an iterable|argument must be an iterable, not None|"
    r"\bnot None\b"
)


def is_about_none(message: str) -> bool:
    """Whether an AttributeError or TypeError says that something is None."""
    return _NONE.search(message) is not None


def none_expressions(ctx: Context, tree: ast.Module) -> list[ast.expr]:
    """Returns the names and attributes of the failing statement that are None, in file order."""
    found: list[ast.expr] = []
    for node in nodes_at(ctx, tree):
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
            value = live_value(ctx, ctx.text_of(node))
            if value is not None and value.type_name == "NoneType":
                found.append(node)
    return sorted(found, key=lambda node: (node.lineno, node.col_offset))


def failing_calls(ctx: Context, tree: ast.Module) -> list[ast.Call]:
    """Returns the calls in the failing statement, inner ones first."""
    calls = [node for node in nodes_at(ctx, tree) if isinstance(node, ast.Call)]
    return sorted(calls, key=lambda node: (node.end_lineno or 0, node.end_col_offset or 0))


def values_of(ctx: Context, tree: ast.Module, node: ast.expr) -> list[ast.Assign]:
    """Returns the assignments that give a variable its value, those before the use last-first."""
    text = ctx.text_of(node)
    owner = None
    if isinstance(node, ast.Name):
        scope = scopes(ctx).by_load.get(node)
        owner = scope.owner_of(node.id) if scope else None
    found = []
    for item in ast.walk(tree):
        if not isinstance(item, ast.Assign) or len(item.targets) != 1:
            continue
        target = item.targets[0]
        if ctx.text_of(target) != text:
            continue
        if owner and not any(b.node is target for b in owner.bindings.get(text, ())):
            continue
        found.append(item)
    return sorted(found, key=lambda item: (item.lineno > ctx.line, -item.lineno))


def suspects(ctx: Context, tree: ast.Module) -> Iterator[tuple[ast.expr, ast.stmt]]:
    """Yields the expressions that can have produced the None, with the statement they stand in."""
    for node in none_expressions(ctx, tree):
        yield from _sources(ctx, tree, node, len(ctx.exception.project_frames) - 1)
    statement = statement_at(tree, ctx.line)
    if statement is not None:
        for call in failing_calls(ctx, tree):
            yield call, statement


def _sources(
    ctx: Context, tree: ast.Module, node: ast.expr, depth: int
) -> Iterator[tuple[ast.expr, ast.stmt]]:
    """Yields what gave a variable its value; for a parameter, what the caller passed."""
    for _ in range(3):  # `self.rows = rows` leads to where `rows` came from
        assignments = values_of(ctx, tree, node)
        if not assignments:
            break
        value = assignments[0].value
        if not isinstance(value, ast.Name):
            yield value, assignments[0]
            return
        node = value
    argument = _passed(ctx, tree, node, depth)
    statement = statement_of(tree, argument) if argument is not None else None
    if argument is None or statement is None:
        return
    if isinstance(argument, ast.Name | ast.Attribute):
        yield from _sources(ctx, tree, argument, depth - 1)
    else:
        yield argument, statement


def _passed(ctx: Context, tree: ast.Module, node: ast.expr, depth: int) -> ast.expr | None:
    """Returns the argument that the calling frame handed over for a parameter."""
    function = enclosing_function(tree, node)
    frames = ctx.exception.project_frames
    if function is None or not isinstance(node, ast.Name) or depth < 1:
        return None
    caller = frames[depth - 1]
    if caller.path != ctx.source.path:
        return None
    arguments = [arg.arg for arg in (*function.args.posonlyargs, *function.args.args)]
    statement = statement_at(tree, caller.line)
    if node.id not in arguments or statement is None:
        return None
    for call in ast.walk(statement):
        if not isinstance(call, ast.Call):
            continue
        is_method = isinstance(call.func, ast.Attribute)
        name = call.func.attr if isinstance(call.func, ast.Attribute) else None
        if (name or getattr(call.func, "id", "")) != function.name:
            continue
        for keyword in call.keywords:
            if keyword.arg == node.id:
                return keyword.value
        index = arguments.index(node.id) - (1 if is_method and arguments[0] == "self" else 0)
        if 0 <= index < len(call.args) and not isinstance(call.args[index], ast.Starred):
            return call.args[index]
    return None


def called_function(tree: ast.Module, node: ast.expr) -> Function | None:
    """Returns the function or method of the file that a call runs, when the name is unique."""
    if isinstance(node, ast.Await):
        node = node.value
    if not isinstance(node, ast.Call):
        return None
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    known = [item for item in ast.walk(tree) if isinstance(item, FUNCTIONS) and item.name == name]
    if len(known) != 1:
        return None
    is_method = any(
        isinstance(outer, ast.ClassDef) for outer in list(ancestors(tree, known[0]))[:1]
    )
    return known[0] if is_method == isinstance(node.func, ast.Attribute) else None
