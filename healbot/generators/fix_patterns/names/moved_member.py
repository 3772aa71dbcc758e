"""ImportError: a name that its module no longer has, or that always stood in another one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from healbot.generators.fix_patterns.names.api_changes import MODULE_MEMBERS, source_of
from healbot.generators.fix_patterns.names.failed_import import FailedImport, failed_import
from healbot.generators.fix_patterns.names.foreign_idioms import MODULES
from healbot.generators.fix_patterns.names.from_imports import move_names
from healbot.generators.fix_patterns.names.imports import remove_alias
from healbot.generators.fix_patterns.names.places import pattern, without_overlaps
from healbot.generators.fix_patterns.names.stdlib_exports import HOME
from healbot.generators.fix_patterns.pattern import Context, Fix


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    failed = failed_import(ctx, tree)
    if failed is None or failed.missing.name is None or failed.missing.circular:
        return
    node = failed.node
    if not isinstance(node, ast.ImportFrom) or node.level:
        return
    name, module = failed.missing.name, node.module or ""
    removed = MODULE_MEMBERS.get(module, {})
    if name in removed:
        if not removed[name]:
            return
        edits = move_names(ctx, tree, node, module, removed)
        if edits:
            reason = f"{module} has no `{name}`: {source_of(module, name)}."
            yield Fix(without_overlaps(edits), reason, 0.95)
        return
    home = _home(ctx, failed, module)
    if home is not None:
        edits = move_names(ctx, tree, node, module, {name: f"{home}:{name}"})
        yield Fix(without_overlaps(edits), f"`{name}` stands in {home}, not in {module}.", 0.93)
        return
    foreign = MODULES.get(module, {}).get(name)
    if foreign:
        edits = move_names(ctx, tree, node, module, {name: foreign})
        if edits:
            yield Fix(without_overlaps(edits), f"{module} has no `{name}`.", 0.82)
        return
    if name in ctx.problem.inspector.interpreter().builtins and not failed.alias.asname:
        yield Fix(
            (remove_alias(ctx, node, failed.alias),),
            f"`{name}` is a builtin: no import needed.",
            0.85,
        )


def _home(ctx: Context, failed: FailedImport, module: str) -> str | None:
    """Returns the standard module that has the name, when the one written is a standard one."""
    name = failed.missing.name or ""
    facts = ctx.problem.inspector.interpreter()
    if module.partition(".")[0] not in facts.stdlib_modules:
        return None
    for candidate in (HOME.get(name), f"{module}.{name}", name):
        if not candidate or candidate == module:
            continue
        if candidate == name and name not in facts.stdlib_modules:
            continue
        if name in ctx.problem.inspector.members(candidate):
            return candidate
    return None


PATTERN = pattern("moved_member", {"ImportError"}, _propose)
