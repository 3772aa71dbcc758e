"""ImportError: the name of a module or of a member is misspelt."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.names.api_changes import MODULE_MEMBERS
from healbot.generators.fix_patterns.names.failed_import import FailedImport, failed_import
from healbot.generators.fix_patterns.names.imports import bound_name
from healbot.generators.fix_patterns.names.messages import suggestion
from healbot.generators.fix_patterns.names.places import pattern, scopes, without_overlaps
from healbot.generators.fix_patterns.names.similarity import Match, confidence, ranked
from healbot.generators.fix_patterns.names.stdlib_exports import ALIASES, HOME, SUBMODULES
from healbot.generators.fix_patterns.pattern import Context, Fix
from healbot.generators.fix_patterns.project_modules import ProjectModules


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    failed = failed_import(ctx, tree)
    if failed is None:
        return
    if failed.missing.name is not None:
        yield from _member(ctx, failed)
    elif isinstance(failed.node, ast.ImportFrom) and failed.node.level:
        yield from _relative_module(ctx, failed.node)
    else:
        yield from _module(ctx, failed)


def _member(ctx: Context, failed: FailedImport) -> Iterator[Fix]:
    """``from collections import defaultDict``."""
    name = failed.missing.name or ""
    module = failed.module
    if isinstance(failed.node, ast.ImportFrom) and not failed.node.level:
        module = failed.node.module or module
    if name in MODULE_MEMBERS.get(module, {}):
        return  # removed: another name of similar spelling is no answer
    members = {m for m in _members(ctx, module) if not m.startswith("__")}
    hint = suggestion(ctx.message)
    matches = [
        Match(m.name, m.score + (0.03 if m.name == hint else 0))
        for m in ranked(name, members, floor=0.6)
        if name.startswith("_") or not m.name.startswith("_") or m.score > 0.9
    ]
    matches.sort(key=lambda match: (-match.score, match.name))
    if not matches:
        return
    edits = _renamed(ctx, failed, matches[0].name)
    sure = confidence(matches)
    yield Fix(edits, f"{module} has no `{name}`; it has `{matches[0].name}`.", sure)
    if ctx.first_was_rejected and len(matches) > 1:
        second = _renamed(ctx, failed, matches[1].name)
        yield Fix(second, f"{module} has `{matches[1].name}`, too.", 0.28)


def _renamed(ctx: Context, failed: FailedImport, new: str) -> tuple[SourceEdit, ...]:
    """Returns the edits of the import and, without ``as``, of the uses of the name."""
    alias = failed.alias
    start, _ = ctx.span(alias)
    edits = [SourceEdit(ctx.source.path, start, start + len(alias.name), new)]
    bound = bound_name(alias, failed.node)
    if alias.asname is None and "." not in new:
        table = scopes(ctx)
        owner = next((s for s in table.module.within() if bound in s.bindings), table.module)
        edits += [ctx.replace(load, new) for load in table.uses(owner, bound)]
    return without_overlaps(edits)


def _module(ctx: Context, failed: FailedImport) -> Iterator[Fix]:
    """``import jsno``, ``import matplotlib.pyplt``."""
    missing = failed.module
    head, _, last = missing.rpartition(".")
    facts = ctx.problem.inspector.interpreter()
    if head:
        pool = _modules_of_package(ctx, head)
        if isinstance(failed.node, ast.ImportFrom):
            wanted = {alias.name for alias in failed.node.names}
            if wanted <= pool:
                return
    else:
        pool = set(facts.stdlib_modules) | set(facts.installed_modules) | set(_local(ctx))
    matches = ranked(last, {name for name in pool if not name.startswith("_")}, floor=0.6)
    matches = [match for match in matches if _provides(ctx, failed, head, match.name)]
    if not matches:
        return
    new = f"{head}.{matches[0].name}" if head else matches[0].name
    edits = _module_edits(ctx, failed, missing, new)
    uses = _wanted_members(ctx, failed)
    sure = confidence(matches)
    if len(last) <= 3 or not uses:
        sure = min(sure, 0.5)  # nothing shows that this module has what is used of it
    if missing in ALIASES.values() or missing in HOME.values():
        return
    yield Fix(edits, f"There is no module {missing}; there is {new}.", sure)


def _local(ctx: Context) -> Iterator[str]:
    folder = posixpath.dirname(ctx.source.path) or "."
    own = posixpath.basename(ctx.source.path)
    for name in ctx.problem.files.names(folder):
        if name.endswith(".py") and name != own:
            yield name[:-3]
        elif name.endswith("/") and not name.startswith((".", "__")):
            yield name[:-1]


def _wanted_members(ctx: Context, failed: FailedImport) -> set[str]:
    """Returns what the file uses of the module."""
    if isinstance(failed.node, ast.ImportFrom):
        return {alias.name for alias in failed.node.names} - {"*"}
    bound = failed.alias.asname or failed.alias.name
    tree = ctx.tree
    return {
        node.attr
        for node in (ast.walk(tree) if tree else ())
        if isinstance(node, ast.Attribute) and ctx.text_of(node.value) == bound
    }


def _provides(ctx: Context, failed: FailedImport, head: str, name: str) -> bool:
    """Whether a candidate has everything that the file uses of the misspelt module."""
    wanted = _wanted_members(ctx, failed)
    rest = failed.alias.name.removeprefix(failed.module).strip(".")
    if isinstance(failed.node, ast.ImportFrom):
        rest = (failed.node.module or "").removeprefix(failed.module).strip(".")
    module = ".".join(part for part in (head, name, rest) if part)
    members = _members(ctx, module)
    inner = (f"{module}.{part}" for part in wanted - members)
    return bool(members) and all(_members(ctx, part) for part in inner)


def _members(ctx: Context, module: str) -> set[str]:
    """Returns the names in a module; from its source when it is the project's and broken."""
    found = set(ctx.problem.inspector.members(module))
    if found:
        return found
    modules = ProjectModules(ctx)
    path = modules.path_of(module)
    return set(modules.members(path)) if path else set()


def _modules_of_package(ctx: Context, package: str) -> set[str]:
    """Returns the names in a package, the modules that it does not load by itself included."""
    modules = ProjectModules(ctx)
    folder = modules.folder_of(package)
    return {
        *ctx.problem.inspector.members(package),
        *(name.removeprefix(package + ".") for name in SUBMODULES if name.startswith(package)),
        *(modules.modules_in(folder) if folder else ()),
    }


def _relative_module(ctx: Context, node: ast.ImportFrom) -> Iterator[Fix]:
    """``from .utlis import quote``."""
    modules = ProjectModules(ctx)
    folder = modules.relative_folder(node.level)
    before: list[str] = []
    after = (node.module or "").split(".")
    while after and after[0] in modules.modules_in(folder):
        before.append(after.pop(0))
        folder = posixpath.normpath(posixpath.join(folder, before[-1]))
    if not after:
        return
    part = after.pop(0)
    pool = modules.modules_in(folder)
    matches = []
    for match in ranked(part, {name for name in pool if not name.startswith("__")}, floor=0.6):
        dotted = ".".join([*before, match.name, *after])
        renamed = ast.ImportFrom(dotted, node.names, node.level)
        path = modules.path_of_import(renamed)
        wanted = {alias.name for alias in node.names} - {"*"}
        if path is not None and wanted <= modules.members(path):
            matches.append(match)
    start, _ = ctx.span(node)
    at = ctx.source.text.find(node.module or "", start)
    if not matches or at < 0:
        return
    at += len(".".join([*before, ""]))
    edit = SourceEdit(ctx.source.path, at, at + len(part), matches[0].name)
    reason = f"The package has no module {part}; it has {matches[0].name}."
    yield Fix((edit,), reason, confidence(matches))


def _module_edits(ctx: Context, failed: FailedImport, old: str, new: str) -> tuple[SourceEdit, ...]:
    """Returns the edits of the statement and of the uses by the misspelt name."""
    tree = ctx.tree
    start, _ = ctx.span(failed.alias if isinstance(failed.node, ast.Import) else failed.node)
    at = ctx.source.text.find(old, start)
    edits = [SourceEdit(ctx.source.path, at, at + len(old), new)]
    if isinstance(failed.node, ast.Import) and failed.alias.asname is None and tree is not None:
        if "." in old:
            edits += [
                ctx.replace(node, new)
                for node in ast.walk(tree)
                if isinstance(node, ast.Attribute) and ctx.text_of(node) == old
            ]
        else:
            table = scopes(ctx)
            owner = next((s for s in table.module.within() if old in s.bindings), table.module)
            edits += [ctx.replace(load, new) for load in table.uses(owner, old)]
    return without_overlaps(edits)


PATTERN = pattern("misspelt_import", {"ImportError", "ModuleNotFoundError"}, _propose)
