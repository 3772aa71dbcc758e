"""AttributeError: a module and the class or function of the same name are mixed up.

``import datetime`` with ``datetime.now()``; ``from time import time`` with ``time.sleep(1)``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.names.attributes import FailedAttribute, failed_attribute
from healbot.generators.fix_patterns.names.imports import (
    add_import,
    all_imports,
    extend_from_import,
    remove_alias,
)
from healbot.generators.fix_patterns.names.missing_import import DATETIME_CLASS
from healbot.generators.fix_patterns.names.places import (
    is_called,
    nodes_at,
    parents,
    pattern,
    scopes,
    without_overlaps,
)
from healbot.generators.fix_patterns.pattern import Context, Fix

_DESCRIPTOR = re.compile(r"^descriptor '(\w+)' (?:for|requires a) '?datetime\.datetime")
"""``datetime.date(2024, 1, 1)`` on the class is a call of a method of its instances."""


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    descriptor = _DESCRIPTOR.match(ctx.message)
    if descriptor is not None:
        for node in nodes_at(ctx, tree):
            if isinstance(node, ast.Attribute) and node.attr == descriptor[1]:
                yield from _module_hidden_by_member(ctx, tree, node)
                return
    failed = failed_attribute(ctx, tree)
    if failed is None:
        return
    if failed.missing.kind == "module":
        yield from _class_in_module(ctx, tree, failed)
    else:
        yield from _module_hidden_by_member(ctx, tree, failed.node)


def _class_in_module(ctx: Context, tree: ast.Module, failed: FailedAttribute) -> Iterator[Fix]:
    """``datetime.now()`` on the module: the class inside is meant."""
    if failed.missing.owner != "datetime" or failed.name not in DATETIME_CLASS:
        return
    receiver = failed.node.value
    if not isinstance(receiver, ast.Name):
        return
    loads = scopes(ctx).uses(scopes(ctx).module, receiver.id)
    used = {p.attr for p in (parents(tree).get(n) for n in loads) if isinstance(p, ast.Attribute)}
    imports = [
        (node, alias)
        for node in all_imports(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name == "datetime" and (alias.asname or "datetime") == receiver.id
    ]
    if used <= DATETIME_CLASS and len(imports) == 1 and receiver.id == "datetime":
        node, _alias = imports[0]
        if len(node.names) == 1:
            edit = ctx.replace(node, "from datetime import datetime")
            yield Fix((edit,), "`now` and the like belong to the class datetime.datetime.", 0.95)
            return
    edits = []
    for load in loads:
        parent = parents(tree).get(load)
        if isinstance(parent, ast.Attribute) and parent.attr in DATETIME_CLASS - {"min", "max"}:
            edits.append(ctx.insert(ctx.span(load)[1], ".datetime"))
    yield Fix(
        without_overlaps(edits),
        f"`{failed.name}` belongs to the class datetime inside the module.",
        0.94,
    )


def _module_hidden_by_member(
    ctx: Context, tree: ast.Module, failing: ast.Attribute
) -> Iterator[Fix]:
    """``from time import time`` hides the module whose ``sleep`` is called."""
    receiver: ast.expr = failing.value
    wanted = failing.attr
    if isinstance(receiver, ast.Attribute) and isinstance(receiver.value, ast.Name):
        # `datetime.date.today()`: `datetime.date` is a method of the class
        wanted = receiver.attr
        receiver = receiver.value
    if not isinstance(receiver, ast.Name):
        return
    name = receiver.id
    found = [
        (node, alias)
        for node in all_imports(tree)
        if isinstance(node, ast.ImportFrom) and node.module == name
        for alias in node.names
        if alias.name == name and alias.asname is None
    ]
    members = set(ctx.problem.inspector.members(name)) if len(found) == 1 else set()
    if wanted not in members:
        return
    node, alias = found[0]
    loads = scopes(ctx).uses(scopes(ctx).module, name)
    accesses = [p for p in (parents(tree).get(n) for n in loads) if isinstance(p, ast.Attribute)]
    if len(accesses) == len(loads) and all(a.attr in members for a in accesses):
        yield Fix(
            tuple(_import_module(ctx, node, alias, name)),
            f"`{name}` is used as the module, so the module is what must be imported.",
            0.93,
        )
        return
    used = {a.attr for a in accesses if a.attr in members and not _of_class(name, a.attr, tree, a)}
    edits = [SourceEdit(ctx.source.path, *ctx.span(a), a.attr) for a in accesses if a.attr in used]
    missing = sorted(used - {other.name for other in node.names})
    if missing:
        edits.append(extend_from_import(ctx, node, missing))
    yield Fix(
        without_overlaps(edits),
        f"`{name}` is what was imported from the module {name}; `{wanted}` stands beside it.",
        0.92,
    )


def _of_class(name: str, attribute: str, tree: ast.Module, node: ast.Attribute) -> bool:
    """Whether ``datetime.min`` and the like also exist on the class."""
    if name != "datetime":
        return False
    if attribute == "time" or attribute == "date":
        return is_called(tree, node) is None and not isinstance(
            parents(tree).get(node), ast.Attribute
        )
    return attribute in DATETIME_CLASS


def _import_module(
    ctx: Context, node: ast.ImportFrom, alias: ast.alias, name: str
) -> list[SourceEdit]:
    tree = ctx.tree
    if len(node.names) == 1 or tree is None:
        return [ctx.replace(node, f"import {name}")]
    added = add_import(ctx, tree, name)
    return [remove_alias(ctx, node, alias), *([added] if added else [])]


PATTERN = pattern("module_for_class", {"AttributeError", "TypeError"}, _propose)
