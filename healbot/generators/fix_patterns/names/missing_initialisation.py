"""NameError, UnboundLocalError: a loop adds to a name that was never given a first value."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from healbot.generators.fix_patterns.names.messages import undefined_name, unset_local
from healbot.generators.fix_patterns.names.misspelt_name import failing_load
from healbot.generators.fix_patterns.names.places import (
    ancestors,
    indent_of,
    is_called,
    parents,
    pattern,
    scopes,
)
from healbot.generators.fix_patterns.names.scopes import FUNCTIONS
from healbot.generators.fix_patterns.pattern import Context, Fix

_FIRST_BY_METHOD = {"append": "[]", "extend": "[]", "add": "set()", "setdefault": "{}"}


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    name = undefined_name(ctx.message) or unset_local(ctx.message)
    load = failing_load(ctx, name) if name else None
    if name is None or load is None:
        return
    own = scopes(ctx).by_load[load]
    uses = [u for u in scopes(ctx).unresolved(name) if scopes(ctx).by_load[u] is own]
    starts = [value for value in (first_value(tree, use) for use in uses) if value]
    first = starts[0] if starts else None
    loops: list[ast.stmt] = []
    for outer in ancestors(tree, load):
        if isinstance(outer, (*FUNCTIONS, ast.ClassDef)):
            break
        if isinstance(outer, ast.For | ast.AsyncFor | ast.While):
            loops.append(outer)
    if first is None or len(loops) != 1:
        return
    start, _ = ctx.span(loops[0])
    text = f"{name} = {first}{ctx.source.newline}{indent_of(ctx, loops[0])}"
    yield Fix(
        (ctx.insert(start, text),),
        f"The loop adds to `{name}`, which has no first value.",
        0.48,
    )


def first_value(tree: ast.Module, node: ast.expr) -> str | None:
    """Returns the empty value that what is done with `node` starts from."""
    parent = parents(tree).get(node)
    if isinstance(parent, ast.AugAssign) and parent.target is node:
        if not isinstance(parent.op, ast.Add):
            return "1" if isinstance(parent.op, ast.Mult) else "0" if _is_sub(parent) else None
        value = parent.value
        if isinstance(value, ast.JoinedStr) or (
            isinstance(value, ast.Constant) and isinstance(value.value, str)
        ):
            return '""'
        return "[]" if isinstance(value, ast.List | ast.ListComp) else "0"
    if isinstance(parent, ast.Attribute) and is_called(tree, parent):
        return _FIRST_BY_METHOD.get(parent.attr)
    if isinstance(parent, ast.Subscript) and isinstance(parent.ctx, ast.Store):
        return "{}" if parent.value is node else None
    return None


def _is_sub(node: ast.AugAssign) -> bool:
    return isinstance(node.op, ast.Sub)


PATTERN = pattern("missing_initialisation", {"NameError", "UnboundLocalError"}, _propose)
