"""NameError: a module of the project is used, or what exactly one of its modules defines."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.names.imports import (
    add_import,
    extend_from_import,
    insert_import_line,
    top_imports,
)
from healbot.generators.fix_patterns.pattern import Context, Fix
from healbot.generators.fix_patterns.project_modules import ProjectModules

_MAX_MODULES = 60


def project_imports(
    ctx: Context, tree: ast.Module, name: str, *, only_attributes: bool, first: int
) -> Iterator[Fix]:
    """Yields the import of `name` from the project; `first` is the line of the first use.

    `only_attributes` says whether every use reads an attribute, as of a module.
    """
    folder = posixpath.dirname(ctx.source.path) or "."
    own = posixpath.basename(ctx.source.path).removesuffix(".py")
    modules = ProjectModules(ctx)
    package = modules.package_of(folder)
    stems = sorted(modules.modules_in(folder) - {own})
    if not package:
        stems = [stem for stem in stems if not stem.startswith("_")]
    if name in stems and only_attributes:
        edit = _module_import(ctx, tree, package, name, first)
        if edit is not None:
            yield Fix((edit,), f"{name} stands beside the file: import it.", 0.9)
        return
    owners = [s for s in stems[:_MAX_MODULES] if modules.defines(_file(folder, s), name)]
    if len(owners) != 1:
        return
    path = _file(folder, owners[0])
    edit = _member_import(ctx, tree, modules, package, owners[0], name, first)
    if edit is not None:
        yield Fix((edit,), f"`{name}` is defined in {posixpath.basename(path)}.", 0.85)


def _file(folder: str, stem: str) -> str:
    return posixpath.normpath(posixpath.join(folder, f"{stem}.py"))


def _module_import(
    ctx: Context, tree: ast.Module, package: str, name: str, first: int
) -> SourceEdit | None:
    if not package:
        return add_import(ctx, tree, name, (), first)
    origin = "." if _is_relative(tree) else package
    return insert_import_line(ctx, tree, f"from {origin} import {name}", first)


def _member_import(
    ctx: Context,
    tree: ast.Module,
    modules: ProjectModules,
    package: str,
    stem: str,
    name: str,
    first: int,
) -> SourceEdit | None:
    """Returns the edit in the style of the file: dots where it has dots, else the full name."""
    path = _file(posixpath.dirname(ctx.source.path) or ".", stem)
    for node in top_imports(tree):
        if not isinstance(node, ast.ImportFrom) or node.lineno >= first:
            continue
        if modules.path_of_import(node) == path and node.names[0].name != "*":
            return extend_from_import(ctx, node, [name])
    if not package:
        return add_import(ctx, tree, stem, [name], first)
    origin = f".{stem}" if _is_relative(tree) else f"{package}.{stem}"
    return insert_import_line(ctx, tree, f"from {origin} import {name}", first)


def _is_relative(tree: ast.Module) -> bool:
    return any(isinstance(node, ast.ImportFrom) and node.level for node in ast.walk(tree))
