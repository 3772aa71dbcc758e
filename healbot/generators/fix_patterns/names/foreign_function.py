"""NameError: a function or namespace of another language, such as ``Math.max`` or ``strlen``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.names.imports import add_import
from healbot.generators.fix_patterns.names.messages import undefined_name
from healbot.generators.fix_patterns.names.misspelt_name import failing_load
from healbot.generators.fix_patterns.names.places import (
    is_called,
    parents,
    pattern,
    scopes,
    without_overlaps,
)
from healbot.generators.fix_patterns.pattern import Context, Fix

FUNCTIONS = {
    "length": "len",
    "strlen": "len",
    "count": "len",
    "sizeof": "len",
    "size": "len",
    "println": "print",
    "printf": "print",
    "puts": "print",
    "echo": "print",
    "toString": "str",
    "to_string": "str",
    "string": "str",
    "String": "str",
    "tostring": "str",
    "parseInt": "int",
    "integer": "int",
    "Number": "float",
    "parseFloat": "float",
    "double": "float",
    "boolean": "bool",
    "typeof": "type",
    "ord_": "ord",
    "char": "chr",
    "readline": "input",
    "is_instance": "isinstance",
    "instanceof": "isinstance",
    "foreach": "map",
}
"""Function of JavaScript, Java, C, PHP, Ruby -> builtin."""

NAMESPACES = {
    "console.log": "print",
    "console.error": "print",
    "Math.abs": "abs",
    "Math.ceil": "math:ceil",
    "Math.cos": "math:cos",
    "Math.exp": "math:exp",
    "Math.floor": "math:floor",
    "Math.log": "math:log",
    "Math.max": "max",
    "Math.min": "min",
    "Math.pow": "math:pow",
    "Math.random": "random:random",
    "Math.sin": "math:sin",
    "Math.sqrt": "math:sqrt",
    "Math.tan": "math:tan",
    "Math.trunc": "math:trunc",
    "Math.PI": "math:pi",
    "Math.E": "math:e",
    "JSON.parse": "json:loads",
    "JSON.stringify": "json:dumps",
    "Integer.parseInt": "int",
    "Double.parseDouble": "float",
    "String.valueOf": "str",
    "Object.keys": "list",
    "Number.parseInt": "int",
    "Number.parseFloat": "float",
}
"""``namespace.member`` -> builtin, or ``module:member``."""

_ROOTS = frozenset(name.partition(".")[0] for name in NAMESPACES)


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    name = undefined_name(ctx.message)
    load = failing_load(ctx, name) if name else None
    if name is None or load is None or scopes(ctx).bound_anywhere(name):
        return
    if name in _ROOTS and isinstance(parents(tree).get(load), ast.Attribute):
        yield from _namespace(ctx, tree, name)
    elif name in FUNCTIONS:
        calls = [item for item in scopes(ctx).unresolved(name) if is_called(tree, item)]
        new = FUNCTIONS[name]
        if load in calls and not (new == "len" and len(_call(tree, load).args) != 1):
            edits = [ctx.replace(item, new) for item in calls]
            sure = 0.6 if name in ("count", "size", "string", "char", "printf") else 0.85
            yield Fix(without_overlaps(edits), f"`{name}()` is `{new}()` in Python.", sure)


def _call(tree: ast.Module, load: ast.Name) -> ast.Call:
    call = is_called(tree, load)
    assert call is not None  # noqa: S101 - the caller checked it
    return call


def _namespace(ctx: Context, tree: ast.Module, root: str) -> Iterator[Fix]:
    edits: list[SourceEdit | None] = []
    modules: dict[str, int] = {}
    for load in scopes(ctx).unresolved(root):
        parent = parents(tree).get(load)
        if not isinstance(parent, ast.Attribute):
            return
        target = NAMESPACES.get(f"{root}.{parent.attr}")
        if not target:
            return
        module, _, member = target.rpartition(":")
        if module:
            modules.setdefault(module, load.lineno)
        edits.append(ctx.replace(parent, f"{module}.{member}" if module else member))
    for module, line in modules.items():
        edits.append(add_import(ctx, tree, module, (), line))
    yield Fix(
        without_overlaps(edit for edit in edits if edit),
        f"`{root}` belongs to another language; Python has its own functions for this.",
        0.88,
    )


PATTERN = pattern("foreign_function", {"NameError"}, _propose)
