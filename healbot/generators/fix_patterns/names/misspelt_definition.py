"""NameError: the uses are spelt right and the definition is not."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from healbot.generators.fix_patterns.names.messages import undefined_name
from healbot.generators.fix_patterns.names.misspelt_name import failing_load
from healbot.generators.fix_patterns.names.places import (
    pattern,
    rename_edit,
    scopes,
    without_overlaps,
)
from healbot.generators.fix_patterns.names.scopes import Binding, Scope, ScopeTable
from healbot.generators.fix_patterns.names.similarity import confidence, ranked
from healbot.generators.fix_patterns.pattern import Context, Fix


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    name = undefined_name(ctx.message)
    load = failing_load(ctx, name) if name else None
    if name is None or load is None:
        return
    table = scopes(ctx)
    spare = {
        binding.name: (scope, binding)
        for scope in table.by_load[load].chain()
        for binding in _spare_bindings(table, scope)
    }
    matches = ranked(name, spare, floor=0.6)
    if not matches:
        return
    scope, binding = spare[matches[0].name]
    uses = [use for use in table.unresolved(name) if scope in list(table.by_load[use].chain())]
    keyword_uses = _keywords(tree, name)
    if len(uses) + keyword_uses < 2 or _keywords(tree, binding.name):
        return  # used once and bound once: `misspelt_name` corrects the use
    edit = rename_edit(ctx, binding.node, name)
    if edit is not None:
        sure = confidence(matches)
        yield Fix(
            without_overlaps([edit]),
            f"`{name}` is used {len(uses)} times and only defined misspelt, as `{binding.name}`.",
            min(0.95, sure + 0.03) if sure > 0.5 else sure,
        )


def _spare_bindings(table: ScopeTable, scope: Scope) -> Iterator[Binding]:
    """Yields what `scope` binds exactly once and nothing reads."""
    for name, bindings in scope.bindings.items():
        renamable = bindings[0].kind in ("assign", "parameter", "def", "class")
        if len(bindings) == 1 and renamable and not table.uses(scope, name):
            yield bindings[0]


def _keywords(tree: ast.Module, name: str) -> int:
    return sum(isinstance(node, ast.keyword) and node.arg == name for node in ast.walk(tree))


PATTERN = pattern("misspelt_definition", {"NameError"}, _propose)
