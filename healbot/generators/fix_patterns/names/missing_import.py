"""NameError: a module, class or function is used that nothing in the file imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.names.imports import (
    add_import,
    all_imports,
    bound_name,
    insert_import_line,
)
from healbot.generators.fix_patterns.names.messages import undefined_name
from healbot.generators.fix_patterns.names.places import (
    is_called,
    parents,
    pattern,
    scopes,
    without_overlaps,
)
from healbot.generators.fix_patterns.names.project_import import project_imports
from healbot.generators.fix_patterns.names.stdlib_exports import (
    ALIASES,
    ALSO_IN,
    CONSTANTS,
    HOME,
    SUBMODULES,
    TYPING_TWINS,
)
from healbot.generators.fix_patterns.names.wordlist import words
from healbot.generators.fix_patterns.pattern import Context, Fix

DATETIME_CLASS = frozenset(
    words(
        "now today utcnow strptime strftime fromtimestamp utcfromtimestamp fromisoformat "
        "combine fromordinal min max"
    )
)
"""Class attributes of `datetime.datetime` that the module `datetime` does not have."""


@dataclass(frozen=True)
class _Missing:
    """The undefined name and how the file uses it."""

    ctx: Context
    tree: ast.Module
    name: str
    loads: list[ast.Name]

    @property
    def chains(self) -> list[list[str]]:
        """For every use the attributes that follow: ``[["etree", "ElementTree"], []]``."""
        table = parents(self.tree)
        chains: list[list[str]] = []
        for load in self.loads:
            chain: list[str] = []
            node: ast.AST = load
            while isinstance(table.get(node), ast.Attribute):
                node = table[node]
                chain.append(node.attr)  # type: ignore[attr-defined]
            chains.append(chain)
        return chains

    @property
    def attributes(self) -> set[str]:
        """The attributes read directly from the name."""
        return {chain[0] for chain in self.chains if chain}

    @property
    def calls(self) -> list[ast.Call]:
        """The calls of the name itself."""
        return [call for call in (is_called(self.tree, load) for load in self.loads) if call]

    @property
    def only_attributes(self) -> bool:
        """Whether every use reads an attribute, as of a module."""
        return all(self.chains)

    def fix(self, edits: list[SourceEdit | None], rationale: str, confidence: float) -> Fix:
        """Returns the fix with the edits that are there."""
        return Fix(without_overlaps(e for e in edits if e is not None), rationale, confidence)


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    name = undefined_name(ctx.message)
    table = scopes(ctx)
    if name is None or name in table.module.bindings:
        return
    loads = table.unresolved(name)
    if not loads:
        return
    missing = _Missing(ctx, tree, name, loads)
    fixes = [*_other_alias(missing), *_alias(missing), *_module(missing), *_member(missing)]
    yield from fixes or [*_installed(missing), *_project(missing)]


def _other_alias(missing: _Missing) -> Iterator[Fix]:
    """The module is imported, under another name: ``import numpy as np`` and ``numpy.array``."""
    if not missing.only_attributes:
        return
    wanted = {missing.name, ALIASES.get(missing.name, "").partition(":")[0]} - {""}
    for node in all_imports(missing.tree):
        for alias in node.names:
            if not isinstance(node, ast.Import) or alias.name not in wanted:
                continue
            used = scopes(missing.ctx).uses(scopes(missing.ctx).module, bound_name(alias, node))
            if alias.asname is None and not used:
                edits = [missing.ctx.insert(missing.ctx.span(alias)[1], f" as {missing.name}")]
                yield missing.fix(
                    [*edits], f"`{missing.name}` is used for {alias.name}: name it so.", 0.94
                )
            elif alias.asname or alias.name == bound_name(alias, node):
                known = alias.asname or alias.name
                edits = [missing.ctx.replace(load, known) for load in missing.loads]
                yield missing.fix([*edits], f"{alias.name} is imported as `{known}` here.", 0.94)
            return


def _alias(missing: _Missing) -> Iterator[Fix]:
    target = ALIASES.get(missing.name)
    if target is None:
        return
    module, _, member = target.partition(":")
    facts = missing.ctx.problem.inspector.interpreter()
    top = module.partition(".")[0]
    if top not in facts.installed_modules and top not in facts.stdlib_modules:
        return
    if not member:
        known = missing.ctx.problem.inspector.members(module)
        if not missing.only_attributes or (known and not missing.attributes <= set(known)):
            return
        edit: SourceEdit | None = insert_import_line(
            missing.ctx, missing.tree, f"import {module} as {missing.name}", missing.loads[0].lineno
        )
    else:
        edit = add_import(missing.ctx, missing.tree, module, [member], missing.loads[0].lineno)
    yield missing.fix(
        [edit], f"`{missing.name}` is the usual name for {module}, which is never imported.", 0.93
    )


def _module(missing: _Missing) -> Iterator[Fix]:
    """``json.dumps`` without ``import json``."""
    name, inspector = missing.name, missing.ctx.problem.inspector
    if name not in inspector.interpreter().stdlib_modules or not missing.only_attributes:
        return
    modules: set[str] = set()
    for chain in missing.chains:
        dotted = name
        for part in chain:
            if f"{dotted}.{part}" not in SUBMODULES or f"{dotted}.{part}" == "os.path":
                break
            dotted = f"{dotted}.{part}"
        if dotted == name and chain[0] not in inspector.members(name):
            return
        modules.add(dotted)
    first = missing.loads[0].lineno
    edits = [add_import(missing.ctx, missing.tree, module, (), first) for module in sorted(modules)]
    listed = " and ".join(sorted(modules))
    yield missing.fix([*edits], f"`{name}` is used but {listed} is never imported.", 0.95)


def _member(missing: _Missing) -> Iterator[Fix]:
    """``Path(...)`` without ``from pathlib import Path``."""
    ctx, tree, name = missing.ctx, missing.tree, missing.name
    module = _home(missing)
    if module is None or not _may_be_member(missing, module):
        return
    sure = _member_confidence(missing)
    first = missing.loads[0].lineno
    imported = [
        node
        for node in tree.body
        if isinstance(node, ast.Import)
        and node.lineno < first
        and any(alias.name == module for alias in node.names)
    ]
    if imported:
        alias = next(alias for alias in imported[0].names if alias.name == module)
        edits = [
            ctx.insert(ctx.span(load)[0], f"{alias.asname or module}.") for load in missing.loads
        ]
        yield missing.fix([*edits], f"`{name}` belongs to {module}, imported above.", sure)
        return
    table = scopes(ctx)
    siblings = [
        other
        for other in sorted(table.unresolved_names() - {name})
        if HOME.get(other) == module and other not in ctx.problem.inspector.interpreter().builtins
    ]
    edit = add_import(ctx, tree, module, [name, *siblings], first)
    yield missing.fix([edit], f"`{name}` comes from {module}, which is not imported.", sure)


def _home(missing: _Missing) -> str | None:
    """Returns the standard module that provides the name, given how it is used."""
    name = missing.name
    module = HOME.get(name)
    if name == "datetime":
        return "datetime" if missing.calls or missing.attributes & DATETIME_CLASS else None
    if name == "time" and any(call.args or call.keywords for call in missing.calls):
        return "datetime"
    if name in TYPING_TWINS:
        version = missing.ctx.problem.inspector.interpreter().version
        from_typing = any(
            isinstance(node, ast.ImportFrom) and node.module == "typing"
            for node in missing.tree.body
        )
        return "typing" if from_typing or version < (3, 9) else "collections.abc"
    return module


def _may_be_member(missing: _Missing, module: str) -> bool:
    """Whether this interpreter's module really has the name (``StrEnum`` came with 3.11)."""
    return missing.name in missing.ctx.problem.inspector.members(module)


def _member_confidence(missing: _Missing) -> float:
    name = missing.name
    plain_word = name.islower() and name not in CONSTANTS and "_" not in name
    decorator = any(
        load in getattr(parent, "decorator_list", ())
        for load in missing.loads
        for parent in [parents(missing.tree).get(load)]
    )
    if plain_word and not missing.calls and not missing.attributes and not decorator:
        table = parents(missing.tree)
        operands = ast.BinOp | ast.Compare | ast.UnaryOp | ast.AugAssign | ast.FormattedValue
        if any(isinstance(table.get(load), operands) for load in missing.loads):
            return 0.0  # no function is used so: a variable that was forgotten
        return 0.35
    if name in ALSO_IN:
        return 0.7
    return 0.92 if not plain_word else 0.87


def _installed(missing: _Missing) -> Iterator[Fix]:
    """``requests.get`` without ``import requests``, when the project has it."""
    inspector = missing.ctx.problem.inspector
    if missing.name not in inspector.interpreter().installed_modules:
        return
    known = inspector.members(missing.name)
    if not missing.only_attributes or (known and not missing.attributes <= set(known)):
        return
    edit = add_import(missing.ctx, missing.tree, missing.name, (), missing.loads[0].lineno)
    yield missing.fix([edit], f"`{missing.name}` is used but never imported.", 0.9)


def _project(missing: _Missing) -> Iterator[Fix]:
    """A module beside the file, or what exactly one of them defines."""
    return project_imports(
        missing.ctx,
        missing.tree,
        missing.name,
        only_attributes=missing.only_attributes,
        first=missing.loads[0].lineno,
    )


PATTERN = pattern("missing_import", {"NameError"}, _propose)
