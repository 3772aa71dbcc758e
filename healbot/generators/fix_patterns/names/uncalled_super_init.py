"""AttributeError: a subclass has a constructor of its own and never runs that of its base."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from healbot.generators.fix_patterns.names.messages import missing_attribute
from healbot.generators.fix_patterns.names.missing_self import class_bases
from healbot.generators.fix_patterns.names.places import indent_of, pattern
from healbot.generators.fix_patterns.names.scopes import FUNCTIONS, Function
from healbot.generators.fix_patterns.pattern import Context, Fix


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    missing = missing_attribute(ctx.message)
    if missing is None or missing.kind != "instance":
        return
    classes = [n for n in ast.walk(tree) if isinstance(n, ast.ClassDef)]
    for node in classes:
        if node.name != missing.owner_class:
            continue
        family = class_bases(tree, node)
        for index, child in enumerate(family):
            own = _constructor(child)
            if own is None or _calls_super(own):
                continue
            for base in family[index + 1 :]:
                parent = _constructor(base)
                if parent is not None and _sets(parent, missing.name):
                    yield from _call(ctx, child, own, parent)
                    return


def _constructor(node: ast.ClassDef) -> Function | None:
    return next((m for m in node.body if isinstance(m, FUNCTIONS) and m.name == "__init__"), None)


def _calls_super(method: Function) -> bool:
    return any(
        isinstance(node, ast.Attribute) and node.attr == "__init__" for node in ast.walk(method)
    )


def _sets(method: Function, name: str) -> bool:
    return any(
        isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and node.attr == name
        for node in ast.walk(method)
    )


def _call(ctx: Context, child: ast.ClassDef, own: Function, parent: Function) -> Iterator[Fix]:
    """Yields the call of the base's constructor, given parameters of the same names."""
    wanted = [*parent.args.posonlyargs, *parent.args.args][1:]
    required = wanted[: len(wanted) - len(parent.args.defaults)]
    mine = {arg.arg for arg in (*own.args.posonlyargs, *own.args.args, *own.args.kwonlyargs)}
    if parent.args.kwonlyargs or any(arg.arg not in mine for arg in required):
        return
    passed: list[str] = []
    for position, arg in enumerate(wanted):
        if arg.arg in mine:
            by_position = position == len(passed)
            passed.append(arg.arg if by_position else f"{arg.arg}={arg.arg}")
    first = own.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    if is_docstring and len(own.body) > 1:
        first = own.body[1]
    if first.lineno == own.lineno:
        return
    start, _ = ctx.span(first)
    text = f"super().__init__({', '.join(passed)}){ctx.source.newline}{indent_of(ctx, first)}"
    yield Fix(
        (ctx.insert(start, text),),
        f"{child.name} never runs the constructor of its base class.",
        0.93,
    )


PATTERN = pattern("uncalled_super_init", {"AttributeError"}, _propose)
