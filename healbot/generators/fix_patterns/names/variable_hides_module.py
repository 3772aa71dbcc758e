"""``time = time.time()``: a variable takes the name of the module that is needed again later.

At module level the next ``time.sleep`` is an AttributeError; in a function the assignment itself is
an UnboundLocalError. Either way the variable gets a name of its own.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.names.attributes import failed_attribute
from healbot.generators.fix_patterns.names.messages import unset_local
from healbot.generators.fix_patterns.names.places import (
    parents,
    pattern,
    rename_edit,
    scopes,
    without_overlaps,
)
from healbot.generators.fix_patterns.names.scopes import Scope
from healbot.generators.fix_patterns.pattern import Context, Fix


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    name = unset_local(ctx.message)
    if name is None:
        failed = failed_attribute(ctx, tree)
        receiver = failed.node.value if failed and failed.missing.kind == "instance" else None
        name = receiver.id if isinstance(receiver, ast.Name) else None
    module = _imported_module(ctx, name) if name else None
    if name is None or module is None:
        return
    scope = _hiding_scope(ctx, name)
    members = set(ctx.problem.inspector.members(module))
    if scope is None or not members:
        return
    edits = _renamed(ctx, tree, scope, name, members)
    if edits:
        yield Fix(
            without_overlaps(edits),
            f"The variable `{name}` hides the module {module}, which is used again.",
            0.9,
        )


def _imported_module(ctx: Context, name: str) -> str | None:
    """Returns the module that the file imports under `name` at module level."""
    for binding in scopes(ctx).module.bindings.get(name, ()):
        if isinstance(binding.node, ast.alias):
            tree = ctx.tree
            owner = parents(tree).get(binding.node) if tree else None
            if isinstance(owner, ast.Import):
                return binding.node.name if binding.node.asname else name
    return None


def _hiding_scope(ctx: Context, name: str) -> Scope | None:
    """Returns the scope of the failing line in which a variable hides the module."""
    table = scopes(ctx)
    loads = [load for load in table.by_load if load.id == name and load.lineno == ctx.line]
    for load in loads:
        scope = table.by_load[load].owner_of(name)
        kinds = {b.kind for b in scope.bindings[name]} if scope else set()
        if scope is not None and "assign" in kinds and kinds <= {"assign", "import"}:
            return scope
    return None


def _renamed(
    ctx: Context, tree: ast.Module, scope: Scope, name: str, members: set[str]
) -> list[SourceEdit]:
    """Returns the edits of the variable; what reads a member of the module stays as it is."""
    fresh = f"{name}_value"
    if scopes(ctx).bound_anywhere(fresh):
        return []
    stores = [b for b in scope.bindings[name] if b.kind == "assign"]
    first = min(binding.line for binding in stores)
    edits = [edit for b in stores if (edit := rename_edit(ctx, b.node, fresh))]
    for load in scopes(ctx).uses(scope, name):
        parent = parents(tree).get(load)
        reads_member = isinstance(parent, ast.Attribute) and parent.attr in members
        if not reads_member and load.lineno >= first:
            edits.append(ctx.replace(load, fresh))
    return edits


PATTERN = pattern("variable_hides_module", {"AttributeError", "UnboundLocalError"}, _propose)
