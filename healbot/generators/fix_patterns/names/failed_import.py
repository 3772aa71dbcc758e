"""The import statement that an ImportError is about."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from healbot.generators.fix_patterns.names.imports import Import, all_imports
from healbot.generators.fix_patterns.names.messages import (
    MissingImport,
    is_shadowed,
    missing_import,
)
from healbot.generators.fix_patterns.pattern import Context


@dataclass(frozen=True)
class FailedImport:
    """One ImportError as patterns look at it."""

    missing: MissingImport
    node: Import
    alias: ast.alias
    """The name of the statement that failed."""

    @property
    def module(self) -> str:
        """The module that is missing, or that lacks the name."""
        return self.missing.module


def failed_import(ctx: Context, tree: ast.Module) -> FailedImport | None:
    """Returns the failing statement; ``None`` when the import stands in a library, not here."""
    missing = missing_import(ctx.message)
    if missing is None or is_shadowed(ctx.message):
        return None
    for node in all_imports(tree):
        if not node.lineno <= ctx.line <= (node.end_lineno or node.lineno):
            continue
        for alias in node.names:
            if _is_about(node, alias, missing):
                return FailedImport(missing, node, alias)
    return None


def _is_about(node: Import, alias: ast.alias, missing: MissingImport) -> bool:
    if isinstance(node, ast.Import):
        return missing.name is None and (
            alias.name == missing.module or alias.name.startswith(missing.module + ".")
        )
    module = node.module or ""
    if missing.name is not None:
        return alias.name == missing.name
    full = f"{module}.{alias.name}" if module else alias.name
    return (
        module == missing.module
        or module.startswith(missing.module + ".")
        or (node.level > 0 and missing.module.endswith(module))
        or full == missing.module
    )
