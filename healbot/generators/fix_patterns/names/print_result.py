"""``print("…").format(x)`` and ``print("…") % x``: what was meant for the text is done to None."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.names.places import nodes_at, parents, pattern
from healbot.generators.fix_patterns.pattern import Context, Fix


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    if "NoneType" not in ctx.message:
        return
    for node in nodes_at(ctx, tree):
        if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "print":
            continue
        outer = _outermost(tree, node)
        if outer is node or node.keywords or not node.args:
            continue
        _, inside = ctx.span(node.args[-1])
        _, closed = ctx.span(node)
        _, end = ctx.span(outer)
        tail = ctx.source.text[closed:end]
        argument = node.args[-1]
        text = ctx.source.text[ctx.span(argument)[0] : inside]
        edits: tuple[SourceEdit, ...] = (SourceEdit(ctx.source.path, inside, end, f"{tail})"),)
        if isinstance(argument, ast.BinOp | ast.IfExp | ast.BoolOp | ast.Compare):
            start = ctx.span(argument)[0]
            edits = (SourceEdit(ctx.source.path, start, end, f"({text}){tail})"),)
        yield Fix(edits, "print returns None; the operation belongs to the printed text.", 0.95)
        return


def _outermost(tree: ast.Module, node: ast.Call) -> ast.expr:
    """Returns the expression that method calls and operators after ``print(…)`` make of it."""
    table = parents(tree)
    outer: ast.expr = node
    while True:
        parent = table.get(outer)
        is_step = (
            (isinstance(parent, ast.Attribute) and parent.value is outer)
            or (isinstance(parent, ast.Call) and parent.func is outer)
            or (isinstance(parent, ast.BinOp) and parent.left is outer)
            or (isinstance(parent, ast.Subscript) and parent.value is outer)
        )
        if not is_step or not isinstance(parent, ast.expr):
            return outer
        outer = parent


PATTERN = pattern("print_result", {"AttributeError", "TypeError"}, _propose)
