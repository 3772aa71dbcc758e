"""NameError: a word that should be a string: a key that the mapping has, a file that is there."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Iterator

from healbot.generators.fix_patterns.names.messages import undefined_name
from healbot.generators.fix_patterns.names.misspelt_name import failing_load
from healbot.generators.fix_patterns.names.places import (
    live_value,
    parents,
    pattern,
    quoted,
    scopes,
)
from healbot.generators.fix_patterns.pattern import Context, Fix


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    name = undefined_name(ctx.message)
    load = failing_load(ctx, name) if name else None
    if name is None or load is None or scopes(ctx).bound_anywhere(name):
        return
    parent = parents(tree).get(load)
    if isinstance(parent, ast.Subscript) and parent.slice is load:
        yield from _key(ctx, load, parent.value)
    elif isinstance(parent, ast.Call) and load in parent.args[:1]:
        function = parent.func
        if isinstance(function, ast.Attribute) and function.attr in ("get", "pop", "setdefault"):
            yield from _key(ctx, load, function.value)
    elif isinstance(parent, ast.Attribute):
        yield from _file(ctx, tree, parent, name)


def _key(ctx: Context, load: ast.Name, owner: ast.expr) -> Iterator[Fix]:
    value = live_value(ctx, ctx.text_of(owner))
    if value is not None and repr(load.id) in value.keys:
        yield Fix(
            (ctx.replace(load, quoted(ctx, load.id)),),
            f"`{load.id}` is no variable, but {ctx.text_of(owner)} has the key {load.id!r}.",
            0.92,
        )


def _file(ctx: Context, tree: ast.Module, node: ast.Attribute, name: str) -> Iterator[Fix]:
    """``open(data.txt)`` with a file data.txt beside the script."""
    folder = posixpath.dirname(ctx.source.path) or "."
    text = f"{name}.{node.attr}"
    call = parents(tree).get(node)
    is_argument = isinstance(call, ast.Call) and node in call.args
    if is_argument and text in ctx.problem.files.names(folder):
        yield Fix((ctx.replace(node, quoted(ctx, text)),), f"{text} is a file's name.", 0.9)


PATTERN = pattern("unquoted_string", {"NameError"}, _propose)
