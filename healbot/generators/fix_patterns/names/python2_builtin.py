"""NameError: a builtin of Python 2. All of them in the file are rewritten at once.

Source: "What's New In Python 3.0" and PEP 3100, 3108, 3111.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.names.imports import add_import, remove_statement
from healbot.generators.fix_patterns.names.messages import undefined_name
from healbot.generators.fix_patterns.names.places import (
    is_called,
    parents,
    pattern,
    positional_only,
    scopes,
    without_overlaps,
)
from healbot.generators.fix_patterns.names.rewriting import ATOMS
from healbot.generators.fix_patterns.pattern import Context, Fix

RENAMED = {
    "unicode": "str",
    "basestring": "str",
    "long": "int",
    "xrange": "range",
    "raw_input": "input",
    "unichr": "chr",
    "buffer": "memoryview",
    "StandardError": "Exception",
    "WindowsError": "OSError",
}
"""Old name -> builtin of Python 3."""

MOVED = {"reduce": "functools", "reload": "importlib", "intern": "sys"}
"""Old builtin -> module that has it now."""

CALLS = {
    "file": "open",
    "cmp": "(({0}) > ({1})) - (({0}) < ({1}))",
    "execfile": "exec(open({0}).read())",
}
"""Old builtin -> what stands for its call; ``{0}`` is an argument, a bare name only renames."""

_ALL = {*RENAMED, *MOVED, *CALLS, "apply"}


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    name = undefined_name(ctx.message)
    if name not in _ALL:
        return
    table = scopes(ctx)
    old = sorted(table.unresolved_names() & _ALL)
    if name not in old:
        return
    edits: list[SourceEdit] = []
    for other in old:
        for load in table.unresolved(other):
            edits += _rewrite(ctx, tree, load)
        if other in MOVED and _still_needs(tree, table.unresolved(other)):
            edit = add_import(ctx, tree, MOVED[other], [other], table.unresolved(other)[0].lineno)
            edits += [edit] if edit else []
    kept = without_overlaps(edits)
    if kept:
        listed = ", ".join(f"`{item}`" for item in old)
        yield Fix(kept, f"{listed}: gone since Python 3.", 0.94 if name in RENAMED else 0.9)


def _rewrite(ctx: Context, tree: ast.Module, load: ast.Name) -> list[SourceEdit]:
    """Returns the edits for one use of an old builtin."""
    call = is_called(tree, load)
    if load.id in RENAMED:
        return _rename(ctx, tree, load, RENAMED[load.id])
    if load.id == "reload" and call is not None and _is_sys(call):
        return _drop_default_encoding(ctx, tree, call)
    if call is None or not positional_only(call):
        return []
    if load.id == "file":
        return [ctx.replace(load, "open")]
    if load.id == "apply" and 1 <= len(call.args) <= 3:
        return [ctx.replace(call, _applied(ctx, call))]
    template = CALLS.get(load.id)
    if template is None or len(call.args) != template.count("{1}") // 2 + 1:
        return []
    arguments = [ctx.text_of(arg) for arg in call.args]
    if load.id == "cmp" and all(isinstance(arg, ATOMS) for arg in call.args):
        template = template.replace("({0})", "{0}").replace("({1})", "{1}")
    parent = parents(tree).get(call)
    text = template.format(*arguments)
    loose = load.id == "cmp" and isinstance(parent, ast.BinOp | ast.UnaryOp | ast.Compare)
    return [ctx.replace(call, f"({text})" if loose else text)]


def _rename(ctx: Context, tree: ast.Module, load: ast.Name, new: str) -> list[SourceEdit]:
    """``(int, long)`` becomes ``int``: naming a type twice would read oddly."""
    parent = parents(tree).get(load)
    if isinstance(parent, ast.Tuple) and len(parent.elts) == 2:
        other = next(item for item in parent.elts if item is not load)
        renamed = getattr(other, "id", "")
        if RENAMED.get(renamed, renamed) == new and isinstance(other, ast.Name):
            return [ctx.replace(parent, new)]
    return [ctx.replace(load, new)]


def _applied(ctx: Context, call: ast.Call) -> str:
    function, *rest = (ctx.text_of(arg) for arg in call.args)
    stars = [f"{star}{text}" for star, text in zip(("*", "**"), rest, strict=False)]
    return f"{function}({', '.join(stars)})"


def _is_sys(call: ast.Call) -> bool:
    return len(call.args) == 1 and isinstance(call.args[0], ast.Name) and call.args[0].id == "sys"


def _drop_default_encoding(ctx: Context, tree: ast.Module, call: ast.Call) -> list[SourceEdit]:
    """``reload(sys); sys.setdefaultencoding(…)`` only chose what Python 3 always does: UTF-8."""
    edits: list[SourceEdit] = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
            continue
        function = node.value.func
        is_setter = isinstance(function, ast.Attribute) and function.attr == "setdefaultencoding"
        if is_setter or node.value is call:
            edits.append(remove_statement(ctx, node))
    return edits


def _still_needs(tree: ast.Module, loads: list[ast.Name]) -> bool:
    calls = [is_called(tree, load) for load in loads]
    return any(
        call is None or load.id != "reload" or not _is_sys(call)
        for call, load in zip(calls, loads, strict=True)
    )


PATTERN = pattern("python2_builtin", {"NameError"}, _propose)
