"""ModuleNotFoundError: a module that moved or went between Python 2.7 and 3.14."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.names.failed_import import FailedImport, failed_import
from healbot.generators.fix_patterns.names.from_imports import move_names
from healbot.generators.fix_patterns.names.imports import (
    Import,
    alias_edit,
    replace_import_line,
    top_imports,
)
from healbot.generators.fix_patterns.names.module_moves import MOVES, THIRD_PARTY, ModuleMove
from healbot.generators.fix_patterns.names.places import (
    pattern,
    scopes,
    without_overlaps,
)
from healbot.generators.fix_patterns.names.rewriting import is_template
from healbot.generators.fix_patterns.pattern import Context, Fix


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    failed = failed_import(ctx, tree)
    if failed is None or failed.missing.name is not None:
        return
    yield from _third_party(ctx, failed)
    full = _written_module(failed)
    move = MOVES.get(full)
    edits = _edits(ctx, tree, failed.node, failed.alias) if move else []
    if move is None or not edits:
        return
    for node, alias in _others(ctx, tree, failed.node):
        edits += _edits(ctx, tree, node, alias)
    yield Fix(
        without_overlaps(edits),
        f"The module {full} is gone since Python {move.gone_since} ({move.source}).",
        0.95,
    )


def _edits(ctx: Context, tree: ast.Module, node: Import, alias: ast.alias) -> list[SourceEdit]:
    """Returns the edits for one import of an old module, none when it cannot be replaced."""
    if isinstance(node, ast.ImportFrom):
        move = MOVES.get(node.module or "")
        return _from_import(ctx, tree, node, move) if move and not node.level else []
    move = MOVES.get(alias.name)
    return _plain_import(ctx, tree, node, alias, move) if move else []


def _others(ctx: Context, tree: ast.Module, failing: Import) -> Iterator[tuple[Import, ast.alias]]:
    """Yields the other imports of Python 2 modules: they would fail next, one after the other.

    Those inside a block may have their own way out (``try … except ImportError``).
    """
    standard = ctx.problem.inspector.interpreter().stdlib_modules
    for node in top_imports(tree):
        aliases = node.names[:1] if isinstance(node, ast.ImportFrom) else node.names
        for alias in aliases if node is not failing else ():
            written = node.module or "" if isinstance(node, ast.ImportFrom) else alias.name
            move = MOVES.get(written)
            if move and move.gone_since == "3.0" and written.partition(".")[0] not in standard:
                yield node, alias


def _written_module(failed: FailedImport) -> str:
    """Returns the dotted module that the statement names, which the message may cut short."""
    if isinstance(failed.node, ast.Import):
        return failed.alias.name
    return failed.node.module or ""


def _third_party(ctx: Context, failed: FailedImport) -> Iterator[Fix]:
    """``sklearn.cross_validation`` became ``sklearn.model_selection``."""
    written = _written_module(failed)
    for move in THIRD_PARTY:
        if written != move.old and not written.startswith(move.old + "."):
            continue
        new = move.new
        if new.endswith("_*"):  # flask.ext.login is flask_login
            new = new[:-1] + written.removeprefix(move.old + ".")
        if not ctx.problem.inspector.members(new):
            return
        start, _ = ctx.span(failed.node)
        at = ctx.source.text.find(written, start)
        edit = SourceEdit(ctx.source.path, at, at + len(written), new)
        yield Fix((edit,), f"{written} moved to {new} in {move.since} ({move.source}).", 0.9)
        return


def _plain_import(
    ctx: Context, tree: ast.Module, node: ast.Import, alias: ast.alias, move: ModuleMove
) -> list[SourceEdit]:
    """``import urllib2`` with every ``urllib2.urlopen`` of the file."""
    bound = alias.asname or alias.name
    uses = _uses(ctx, tree, bound)
    targets: dict[ast.Attribute, tuple[str, str]] = {}
    for use in uses:
        replacement = move.members.get(use.attr)
        if replacement is not None and not is_template(replacement):
            module, _, member = replacement.rpartition(":")
            targets[use] = (module, member) if module else ("", replacement.lstrip("="))
        elif replacement is None and move.new is not None:
            targets[use] = (move.new, use.attr)
        else:
            return []
    modules = list(dict.fromkeys(module for module, _ in targets.values() if module))
    if not modules and move.new:
        modules = [move.new]
    same_names = all(use.attr == member for use, (_, member) in targets.items())
    keeps_alias = (
        len(modules) == 1
        and same_names
        and (alias.asname is not None or _taken(ctx, modules[0], bound))
    )
    if keeps_alias:
        kept = alias.asname or bound
        text = modules[0] if modules[0] == kept else f"{modules[0]} as {kept}"
        return [alias_edit(ctx, alias, text)]
    edits = [
        ctx.replace(use, f"{module}.{member}" if module else member)
        for use, (module, member) in targets.items()
    ]
    if not modules:
        return edits
    if len(node.names) == 1:
        lines = [f"import {module}" for module in sorted(modules)]
        return [*edits, replace_import_line(ctx, node, lines)]
    return [*edits, alias_edit(ctx, alias, ", ".join(sorted(modules)))]


def _uses(ctx: Context, tree: ast.Module, bound: str) -> list[ast.Attribute]:
    """Returns every access on the module, whatever scope it stands in."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and ctx.text_of(node.value) == bound
        and _is_the_module(ctx, node.value)
    ]


def _is_the_module(ctx: Context, node: ast.expr) -> bool:
    root = node
    while isinstance(root, ast.Attribute):
        root = root.value
    if not isinstance(root, ast.Name):
        return False
    scope = scopes(ctx).by_load.get(root)
    owner = scope.owner_of(root.id) if scope else None
    return owner is None or any(b.kind == "import" for b in owner.bindings.get(root.id, ()))


def _taken(ctx: Context, module: str, bound: str) -> bool:
    """Whether the file uses the new module's name for something else, such as a variable."""
    root = module.partition(".")[0]
    return root != bound and scopes(ctx).bound_anywhere(root)


def _from_import(
    ctx: Context, tree: ast.Module, node: ast.ImportFrom, move: ModuleMove
) -> list[SourceEdit]:
    """``from urllib2 import urlopen, HTTPError`` becomes one line for each new module."""
    names = [alias.name for alias in node.names]
    table = {name: move.members.get(name) or f"{move.new}:{name}" for name in names}
    if move.new is None and not set(names) <= set(move.members):
        return []
    return move_names(ctx, tree, node, move.old, table)


PATTERN = pattern("moved_module", {"ImportError", "ModuleNotFoundError"}, _propose)
