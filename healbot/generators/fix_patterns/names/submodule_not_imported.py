"""AttributeError: ``import package`` does not load the module inside it that is used."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from healbot.generators.fix_patterns.names.attributes import failed_attribute, module_behind
from healbot.generators.fix_patterns.names.imports import add_import
from healbot.generators.fix_patterns.names.messages import is_shadowed
from healbot.generators.fix_patterns.names.places import parents, pattern, scopes
from healbot.generators.fix_patterns.names.stdlib_exports import ALIASES, SUBMODULES
from healbot.generators.fix_patterns.pattern import Context, Fix


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    failed = failed_attribute(ctx, tree)
    module = module_behind(ctx, tree, failed) if failed else None
    if failed is None or module is None or is_shadowed(ctx.message):
        return
    yield from _wrong_alias(ctx, tree, module, ctx.text_of(failed.node.value))
    inner = f"{module}.{failed.name}"
    known = inner in SUBMODULES or bool(ctx.problem.inspector.members(inner))
    if not known:
        return
    outer = parents(tree).get(failed.node)
    while isinstance(outer, ast.Attribute) and f"{inner}.{outer.attr}" in SUBMODULES:
        inner = f"{inner}.{outer.attr}"
        outer = parents(tree).get(outer)
    text = ctx.text_of(failed.node)
    replacement = _sole_import(ctx, tree, module, text)
    if replacement is not None:
        edit = ctx.replace(replacement, f"import {inner}")
    else:
        added = add_import(ctx, tree, inner, (), failed.node.lineno)
        if added is None:
            return
        edit = added
    yield Fix((edit,), f"{inner} is a module of its own and must be imported.", 0.94)


def _sole_import(ctx: Context, tree: ast.Module, module: str, text: str) -> ast.Import | None:
    """Returns ``import package`` when nothing else of the package is used."""
    for node in tree.body:
        if not isinstance(node, ast.Import) or len(node.names) != 1:
            continue
        alias = node.names[0]
        if alias.name != module or alias.asname:
            continue
        root = module.partition(".")[0]
        for load in scopes(ctx).uses(scopes(ctx).module, root):
            outer: ast.AST = load
            while isinstance(parents(tree).get(outer), ast.Attribute):
                outer = parents(tree)[outer]
            if not ctx.text_of(outer).startswith(text + ".") and ctx.text_of(outer) != text:
                return None
        return node
    return None


def _wrong_alias(ctx: Context, tree: ast.Module, module: str, bound: str) -> Iterator[Fix]:
    """``import matplotlib as plt``: the usual name stands for matplotlib.pyplot."""
    usual = ALIASES.get(bound, "")
    if not usual.startswith(module + ".") or ":" in usual:
        return
    for node in tree.body:
        if not isinstance(node, ast.Import):
            continue
        for alias in node.names:
            if alias.name == module and alias.asname == bound:
                start, _ = ctx.span(alias)
                edit = ctx.insert(start + len(module), usual.removeprefix(module))
                yield Fix((edit,), f"`{bound}` stands for {usual}.", 0.95)


PATTERN = pattern("submodule_not_imported", {"AttributeError"}, _propose)
