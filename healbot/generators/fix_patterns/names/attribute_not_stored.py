"""AttributeError: the constructor computes or takes a value and does not keep it on ``self``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from healbot.generators.fix_patterns.names.attributes import failed_attribute
from healbot.generators.fix_patterns.names.missing_initialisation import first_value
from healbot.generators.fix_patterns.names.missing_self import class_bases, instance_names
from healbot.generators.fix_patterns.names.places import (
    enclosing_class,
    indent_of,
    pattern,
    scopes,
    without_overlaps,
)
from healbot.generators.fix_patterns.names.scopes import FUNCTIONS, Function
from healbot.generators.fix_patterns.pattern import Context, Fix


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    failed = failed_attribute(ctx, tree)
    if failed is None or failed.missing.kind != "instance":
        return
    owner = next(
        (
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef) and node.name == failed.missing.owner_class
        ),
        None,
    )
    if owner is None:
        return
    for base in class_bases(tree, owner):
        method = next(
            (m for m in base.body if isinstance(m, FUNCTIONS) and m.name == "__init__"), None
        )
        if method is None or not method.args.args:
            continue
        if failed.name in instance_names(base):
            return  # it is kept; this constructor was never run
        fixes = list(_local(ctx, method, failed.name)) or list(_parameter(ctx, method, failed.name))
        if not fixes:
            fixes = list(_first_value(ctx, tree, method, failed.node, base))
        if fixes:
            yield from fixes
            return


def _local(ctx: Context, method: Function, name: str) -> Iterator[Fix]:
    """``items = []`` in the constructor where ``self.items = []`` is meant."""
    scope = scopes(ctx).by_node.get(method)
    bindings = [b for b in scope.bindings.get(name, ()) if b.kind == "assign"] if scope else []
    if scope is None or not bindings or any(b.kind == "parameter" for b in scope.bindings[name]):
        return
    first = method.args.args[0].arg
    edits = [ctx.insert(ctx.span(b.node)[0], f"{first}.") for b in bindings]
    edits += [ctx.insert(ctx.span(n)[0], f"{first}.") for n in scopes(ctx).uses(scope, name)]
    yield Fix(
        without_overlaps(edits),
        f"The constructor sets a local variable `{name}`; the other methods read `{first}.{name}`.",
        0.92,
    )


def _parameter(ctx: Context, method: Function, name: str) -> Iterator[Fix]:
    """A parameter of that name which the constructor takes and forgets."""
    arguments = [*method.args.posonlyargs, *method.args.args, *method.args.kwonlyargs]
    if name not in {arg.arg for arg in arguments[1:]}:
        return
    first = arguments[0].arg
    kept = f"{first}.{name} = {name}"
    last = method.body[-1]
    if last.lineno == method.lineno:
        return
    following = [node for node in method.body if not _comes_first(node)]
    if following and isinstance(following[0], ast.Pass):
        edit = ctx.replace(following[0], kept)
    elif following:
        start, _ = ctx.span(following[0])
        edit = ctx.insert(start, f"{kept}{ctx.source.newline}{indent_of(ctx, following[0])}")
    else:
        end = ctx.source.offset(last.end_lineno or 0, len(ctx.source.line(last.end_lineno or 0)))
        edit = ctx.insert(end, f"{ctx.source.newline}{indent_of(ctx, last)}{kept}")
    yield Fix((edit,), f"The constructor takes `{name}` and does not keep it.", 0.85)


def _comes_first(node: ast.stmt) -> bool:
    """Whether a statement stands before the attributes: a docstring, the base's constructor."""
    if not isinstance(node, ast.Expr):
        return False
    return isinstance(node.value, ast.Constant) or any(
        isinstance(item, ast.Attribute) and item.attr == "__init__" for item in ast.walk(node)
    )


def _first_value(
    ctx: Context, tree: ast.Module, method: Function, node: ast.Attribute, owner: ast.ClassDef
) -> Iterator[Fix]:
    """Nothing ever sets the attribute; what a method does with it shows what it starts from."""
    first = first_value(tree, node)
    inside = enclosing_class(tree, node)
    if first is None or inside is not owner or method.body[-1].lineno == method.lineno:
        return
    last = method.body[-1]
    end = ctx.source.offset(last.end_lineno or 0, len(ctx.source.line(last.end_lineno or 0)))
    receiver = method.args.args[0].arg
    text = f"{ctx.source.newline}{indent_of(ctx, last)}{receiver}.{node.attr} = {first}"
    yield Fix((ctx.insert(end, text),), f"No method sets `{node.attr}` at first.", 0.47)


PATTERN = pattern("attribute_not_stored", {"AttributeError"}, _propose)
