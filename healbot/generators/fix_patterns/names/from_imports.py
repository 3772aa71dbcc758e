"""Moving names of a from-import to where they are now, with every use in the file."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.names.imports import (
    extend_from_import,
    remove_alias,
    remove_statement,
    replace_import_line,
)
from healbot.generators.fix_patterns.names.places import scopes
from healbot.generators.fix_patterns.names.rewriting import fill, is_template
from healbot.generators.fix_patterns.pattern import Context


@dataclass
class _Moves:
    """What becomes of one from-import."""

    gone: list[ast.alias] = field(default_factory=list)
    """Names that leave the statement."""
    kept: list[str] = field(default_factory=list)
    """What stands for them in the same module, with ``as``."""
    lines: dict[str, list[str]] = field(default_factory=dict)
    """Other module -> names, with ``as``."""
    edits: list[SourceEdit] = field(default_factory=list)
    """Changes of the uses."""


def move_names(
    ctx: Context, tree: ast.Module, node: ast.ImportFrom, module: str, table: dict[str, str]
) -> list[SourceEdit]:
    """Returns the edits that move every name of the statement that `table` knows.

    `table` maps names to replacements of `rewriting`. Empty when one of them cannot be replaced.
    """
    moves = _Moves()
    for alias in node.names:
        replacement = table.get(alias.name)
        if replacement and not _move(ctx, tree, alias, module, replacement, moves):
            return []
    return moves.edits + _statement(ctx, tree, node, moves)


def _move(
    ctx: Context, tree: ast.Module, alias: ast.alias, module: str, replacement: str, moves: _Moves
) -> bool:
    """Adds what one name becomes to `moves`; false when its uses cannot be rewritten."""
    bound = alias.asname or alias.name
    loads = _loads(ctx, tree, bound)
    moves.gone.append(alias)
    if is_template(replacement):
        for load in loads:
            found = fill(ctx, tree, load, replacement, None, module)
            if found is None:
                return False
            moves.edits += found
        return True
    if replacement.startswith("="):
        text = replacement[1:].partition(" #import ")[0]
        moves.edits += [ctx.replace(load, text) for load in loads]
        return True
    target, _, member = replacement.rpartition(":")
    suffix = f" as {alias.asname}" if alias.asname else ""
    if not suffix and member != bound and scopes(ctx).bound_anywhere(member):
        suffix = f" as {bound}"
    if not suffix and member and member != bound:
        moves.edits += [ctx.replace(load, member) for load in loads]
    if target:
        moves.lines.setdefault(target, []).append((member or bound) + suffix)
    else:
        moves.kept.append(member + suffix)
    return True


def _loads(ctx: Context, tree: ast.Module, bound: str) -> list[ast.Name]:
    table = scopes(ctx)
    scope = next((s for s in table.module.within() if bound in s.bindings), table.module)
    return table.uses(scope, bound)


def _statement(
    ctx: Context, tree: ast.Module, node: ast.ImportFrom, moves: _Moves
) -> list[SourceEdit]:
    """Returns the edits of the import statement itself."""
    gone, kept = moves.gone, moves.kept
    if kept and len(kept) == len(gone):
        pairs = zip(gone, kept, strict=True)
        return [SourceEdit(ctx.source.path, *ctx.span(a), new) for a, new in pairs]
    statements, extended = _elsewhere(ctx, tree, node, moves.lines)
    rest = [alias for alias in node.names if alias not in gone]
    if rest and node.lineno != node.end_lineno:  # one name a line: keep its shape
        if kept:
            statements.append(f"from {node.module} import {', '.join(kept)}")
        added = "".join(text + ctx.source.newline for text in statements)
        before = ctx.insert(ctx.source.offset(node.lineno, 0), added)
        return [*extended, before, *(remove_alias(ctx, node, alias) for alias in gone)]
    names = [*(ctx.text_of(alias) for alias in rest), *dict.fromkeys(kept)]
    if names:
        statements.append(f"from {node.module} import {', '.join(names)}")
        statements.sort(key=lambda text: text.split()[1])
    if not statements:
        return [*extended, remove_statement(ctx, node)]
    return [*extended, replace_import_line(ctx, node, statements)]


def _elsewhere(
    ctx: Context, tree: ast.Module, node: ast.ImportFrom, lines: dict[str, list[str]]
) -> tuple[list[str], list[SourceEdit]]:
    """Returns the new statements and the edits that extend imports which are there already."""
    statements: list[str] = []
    extended: list[SourceEdit] = []
    for target, names in sorted(lines.items()):
        existing = _existing(tree, target, node)
        if existing is not None and not any(" as " in name for name in names):
            there = {alias.name for alias in existing.names}
            fresh = [name for name in names if name not in there]
            extended += [extend_from_import(ctx, existing, fresh)] if fresh else []
        elif names == [target] and target not in ctx.problem.inspector.members(target):
            statements.append(f"import {target}")
        else:
            statements.append(f"from {target} import {', '.join(names)}")
    return statements, extended


def _existing(tree: ast.Module, module: str, node: ast.ImportFrom) -> ast.ImportFrom | None:
    for other in tree.body:
        if isinstance(other, ast.ImportFrom) and other.module == module and other is not node:
            return other
    return None
