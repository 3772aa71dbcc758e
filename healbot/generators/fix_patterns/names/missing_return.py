"""None from a function that builds a value and forgets to return it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from healbot.generators.fix_patterns.names.nothing import (
    EXCEPTIONS,
    called_function,
    is_about_none,
    suspects,
)
from healbot.generators.fix_patterns.names.places import indent_of, pattern
from healbot.generators.fix_patterns.names.scopes import FUNCTIONS, Function
from healbot.generators.fix_patterns.pattern import Context, Fix

_OWN_SCOPE = (*FUNCTIONS, ast.Lambda, ast.ClassDef)
_GROWS = frozenset(["append", "extend", "add", "update", "insert", "appendleft", "setdefault"])


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    if not is_about_none(ctx.message):
        return
    seen: set[Function] = set()
    for value, _statement in suspects(ctx, tree):
        function = called_function(tree, value)
        if function is None or function in seen or function.name == "__init__":
            continue
        seen.add(function)
        own = list(_own_nodes(function))
        if any(isinstance(node, ast.Return | ast.Yield | ast.YieldFrom) for node in own):
            continue
        yield from _last_value(ctx, function)
        return


def _own_nodes(function: Function) -> Iterator[ast.AST]:
    stack: list[ast.AST] = list(function.body)
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, _OWN_SCOPE):
            stack.extend(ast.iter_child_nodes(node))


def _last_value(ctx: Context, function: Function) -> Iterator[Fix]:
    """Returns what the last statement computed, or what the function built up."""
    last = function.body[-1]
    reason = f"`{function.name}` builds a value and never returns it."
    if isinstance(last, ast.Expr) and not isinstance(last.value, ast.Call | ast.Constant):
        start, _ = ctx.span(last)
        yield Fix((ctx.insert(start, "return "),), reason, 0.85)
        return
    built = _built_names(function)
    if isinstance(last, ast.Assign) and len(last.targets) == 1:
        target = last.targets[0]
        if isinstance(target, ast.Name):
            built = [target.id]
    if len(built) != 1:
        return
    line = last.end_lineno or last.lineno
    end = ctx.source.offset(line, len(ctx.source.line(line)))
    text = f"{ctx.source.newline}{indent_of(ctx, function.body[-1])}return {built[0]}"
    yield Fix((ctx.insert(end, text),), reason, 0.7)


def _built_names(function: Function) -> list[str]:
    """Returns the locals that are set at the function's top level and changed in the last block.

    Only what is not handed on afterwards counts: no parameter, and not just a loop variable.
    """
    started = {
        target.id
        for node in function.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    changed: list[str] = []
    for node in ast.walk(function.body[-1]):
        name = ""
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            name = node.target.id
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            name = getattr(node.value, "id", "")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            changes = node.func.attr in _GROWS or isinstance(function.body[-1], ast.Expr)
            name = getattr(node.func.value, "id", "") if changes else ""
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            name = node.id
        if name in started and name not in changed:
            changed.append(name)
    if len(changed) > 1:
        tail = function.body[-1]
        read = {
            node.id
            for node in ast.walk(tail)
            if isinstance(node, ast.Name)
            and isinstance(node.ctx, ast.Load)
            and not isinstance(tail, ast.Expr)
        }
        only_built = [name for name in changed if name not in read]
        return only_built or changed
    return changed


PATTERN = pattern("missing_return", EXCEPTIONS, _propose)
