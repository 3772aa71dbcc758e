"""AttributeError: a module no longer has a member, or has it elsewhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.names.api_changes import MODULE_MEMBERS, source_of
from healbot.generators.fix_patterns.names.attributes import failed_attribute, module_behind
from healbot.generators.fix_patterns.names.foreign_idioms import MODULES
from healbot.generators.fix_patterns.names.imports import module_names, remove_statement
from healbot.generators.fix_patterns.names.messages import is_shadowed
from healbot.generators.fix_patterns.names.places import pattern, scopes, without_overlaps
from healbot.generators.fix_patterns.names.rewriting import replace_member
from healbot.generators.fix_patterns.pattern import Context, Fix


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    failed = failed_attribute(ctx, tree)
    if failed is None or is_shadowed(ctx.message):
        return
    module = module_behind(ctx, tree, failed)
    if module is None:
        return
    if module == "sys" and failed.name == "setdefaultencoding":
        yield from _default_encoding(ctx, tree)
        return
    removed, foreign = MODULE_MEMBERS.get(module, {}), MODULES.get(module, {})
    table = removed if failed.name in removed else foreign
    replacement = table.get(failed.name)
    if not replacement or not _exists(ctx, module, replacement):
        return
    present = set(ctx.problem.inspector.members(module))
    edits: list[SourceEdit] = []
    for node in _accesses(ctx, tree, module, failed.node):
        is_same = node.attr == failed.name or (table is removed and node.attr not in present)
        if table.get(node.attr) and is_same and _exists(ctx, module, table[node.attr]):
            edits += replace_member(ctx, tree, node, module, table[node.attr]) or []
    if not edits:
        return
    edits += _drop_unused_import(ctx, tree, module, edits)
    source = source_of(module, failed.name) if table is removed else "Python has it elsewhere"
    yield Fix(
        without_overlaps(edits),
        f"{module} has no `{failed.name}`: {source}.",
        0.94 if table is removed else 0.86,
    )


def _default_encoding(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    """``sys.setdefaultencoding("utf-8")`` asked for what Python 3 always does."""
    edits = [
        remove_statement(ctx, node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Attribute)
        and node.value.func.attr == "setdefaultencoding"
    ]
    yield Fix(without_overlaps(edits), "Python 3 always uses UTF-8; there is no setting.", 0.9)


def _exists(ctx: Context, module: str, replacement: str) -> bool:
    """Whether this interpreter has a ``:new`` member."""
    if not replacement.startswith(":"):
        return True
    known = ctx.problem.inspector.members(module)
    return not known or replacement[1:].partition(".")[0] in known


def _accesses(
    ctx: Context, tree: ast.Module, module: str, failing: ast.Attribute
) -> Iterator[ast.Attribute]:
    """Yields every ``module.member`` of the file, under any name the module has in it."""
    names = {*module_names(tree, module), ctx.text_of(failing.value)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ctx.text_of(node.value) in names:
            yield node


def _drop_unused_import(
    ctx: Context, tree: ast.Module, module: str, edits: list[SourceEdit]
) -> list[SourceEdit]:
    """Returns the edits that put another import in the place of one that nothing needs any more.

    ``import fractions`` whose only use was ``fractions.gcd`` makes way for ``import math``.
    """
    imports = [
        node
        for node in tree.body
        if isinstance(node, ast.Import) and [a.name for a in node.names] == [module]
    ]
    added = [edit for edit in edits if edit.start == edit.end and "import " in edit.replacement]
    if len(imports) != 1 or len(added) != 1 or imports[0].names[0].asname or "." in module:
        return []
    spans = [(edit.start, edit.end) for edit in edits if edit.start != edit.end]
    for load in scopes(ctx).uses(scopes(ctx).module, module):
        start, end = ctx.span(load)
        if not any(s <= start and end <= e for s, e in spans):
            return []
    statement = added[0].replacement.strip()
    edits.remove(added[0])
    return [ctx.replace(imports[0], statement)]


PATTERN = pattern("removed_member", {"AttributeError"}, _propose)
