"""ModuleNotFoundError: the module stands in a folder of the project, beside or below the script."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.names.failed_import import FailedImport, failed_import
from healbot.generators.fix_patterns.names.places import pattern
from healbot.generators.fix_patterns.pattern import Context, Fix

_IGNORED = frozenset({"__pycache__", "node_modules", "venv", "tests", "test", "build", "dist"})


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    failed = failed_import(ctx, tree)
    if failed is None or failed.missing.name is not None:
        return
    folder = posixpath.dirname(ctx.problem.reproducer.target) or "."
    head, _, _ = failed.module.partition(".")
    found = [
        ".".join((*place, failed.module))
        for place in _folders(ctx, folder)
        if _holds(ctx, folder, place, head)
    ]
    without_head = _outer_package(ctx, folder, failed.module)
    if without_head:
        found.append(without_head)
    if len(found) != 1:
        return
    edit = _edit(ctx, failed, found[0])
    if edit is not None:
        where = found[0].replace(".", "/")
        yield Fix((edit,), f"The module stands in {where}.py, below the script's folder.", 0.88)


def _folders(ctx: Context, root: str) -> Iterator[tuple[str, ...]]:
    """Yields the folders below the script's, at most two deep, as parts of a dotted name."""
    for first in _names(ctx, root):
        yield (first,)
        for second in _names(ctx, posixpath.join(root, first)):
            yield (first, second)


def _names(ctx: Context, folder: str) -> list[str]:
    names = [n[:-1] for n in ctx.problem.files.names(posixpath.normpath(folder)) if n.endswith("/")]
    return [n for n in names if n.isidentifier() and n not in _IGNORED][:50]


def _holds(ctx: Context, root: str, place: tuple[str, ...], module: str) -> bool:
    inside = ctx.problem.files.names(posixpath.normpath(posixpath.join(root, *place)))
    return f"{module}.py" in inside or f"{module}/" in inside


def _outer_package(ctx: Context, folder: str, module: str) -> str | None:
    """``from app.helpers import x`` in a script that stands inside ``app`` itself."""
    head, _, rest = module.partition(".")
    own = posixpath.basename(folder) if folder != "." else ""
    if not rest:
        return None
    there = ctx.problem.files.names(folder)
    first = rest.partition(".")[0]
    if own == head and (f"{first}.py" in there or f"{first}/" in there):
        return rest
    return None


def _edit(ctx: Context, failed: FailedImport, new: str) -> SourceEdit | None:
    """Returns the edit of the statement; a plain import keeps the name that the file uses."""
    if isinstance(failed.node, ast.ImportFrom):
        if failed.node.level:
            return None
        start, _ = ctx.span(failed.node)
        written = failed.node.module or ""
        at = ctx.source.text.find(written, start)
        full = new + written.removeprefix(failed.module)
        return SourceEdit(ctx.source.path, at, at + len(written), full)
    start, end = ctx.span(failed.alias)
    if failed.alias.asname:
        return SourceEdit(ctx.source.path, start, start + len(failed.alias.name), new)
    if "." in failed.alias.name:
        return None
    package, _, name = new.rpartition(".")
    if len(failed.node.names) == 1 and package:
        return ctx.replace(failed.node, f"from {package} import {name}")
    return SourceEdit(ctx.source.path, start, end, f"{new} as {failed.alias.name}")


PATTERN = pattern("module_in_subfolder", {"ModuleNotFoundError", "ImportError"}, _propose)
