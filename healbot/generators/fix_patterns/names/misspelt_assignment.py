"""UnboundLocalError: the local variable is set under a misspelt name and read under the right one.

``UnboundLocalError`` and not ``NameError``: the right name is set as well, further down or in
another branch.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from healbot.generators.fix_patterns.names.messages import unset_local
from healbot.generators.fix_patterns.names.places import (
    pattern,
    rename_edit,
    scopes,
    statement_of,
)
from healbot.generators.fix_patterns.names.scopes import Binding, Scope
from healbot.generators.fix_patterns.names.similarity import confidence, is_slip, ranked
from healbot.generators.fix_patterns.pattern import Context, Fix


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    name = unset_local(ctx.message)
    table = scopes(ctx)
    loads = [load for load in table.by_load if load.id == name and load.lineno == ctx.line]
    if name is None or not loads:
        return
    scope = table.by_load[loads[0]].function
    spare = {
        binding.name: binding
        for binding in _unread(ctx, scope)
        if binding.line < ctx.line
        and statement_of(tree, binding.node) is not statement_of(tree, loads[0])
    }
    matches = [match for match in ranked(name, spare, floor=0.6) if is_slip(name, match.name)]
    if not matches:
        return
    edit = rename_edit(ctx, spare[matches[0].name].node, name)
    if edit is not None:
        yield Fix(
            (edit,),
            f"`{name}` has no value yet; `{matches[0].name}` is set above, spelt alike, "
            "and nothing reads it.",
            confidence(matches),
        )


def _unread(ctx: Context, scope: Scope) -> Iterator[Binding]:
    """Yields what the function assigns exactly once and nothing reads."""
    for name, bindings in scope.bindings.items():
        if len(bindings) == 1 and bindings[0].kind == "assign" and not name.startswith("_"):
            redirected = name in scope.global_names or name in scope.outer_names
            if not redirected and not scopes(ctx).uses(scope, name):
                yield bindings[0]


PATTERN = pattern("misspelt_assignment", {"UnboundLocalError"}, _propose)
