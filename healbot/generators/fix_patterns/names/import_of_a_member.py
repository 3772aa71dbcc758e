"""ModuleNotFoundError: ``import datetime.datetime``: the last part is no module but a member."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from healbot.generators.fix_patterns.names.failed_import import failed_import
from healbot.generators.fix_patterns.names.imports import replace_import_line
from healbot.generators.fix_patterns.names.places import pattern, scopes, without_overlaps
from healbot.generators.fix_patterns.pattern import Context, Fix


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    failed = failed_import(ctx, tree)
    if failed is None or not isinstance(failed.node, ast.Import) or failed.missing.name:
        return
    alias = failed.alias
    module, _, member = alias.name.rpartition(".")
    if not module or member not in ctx.problem.inspector.members(module):
        return
    if len(failed.node.names) > 1:
        return
    uses = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ctx.text_of(node) == alias.name
    ]
    root = module.partition(".")[0]
    loads = scopes(ctx).uses(scopes(ctx).module, root)
    if alias.asname is None and loads and (len(uses) == len(loads)):
        # every use is written in full: `import os.path.join` with `os.path.join(…)`
        statement = f"import {module}"
        yield Fix(
            without_overlaps([replace_import_line(ctx, failed.node, [statement])]),
            f"`{member}` is a member of {module}, not a module.",
            0.93,
        )
        return
    suffix = f" as {alias.asname}" if alias.asname else ""
    statement = f"from {module} import {member}{suffix}"
    yield Fix(
        (replace_import_line(ctx, failed.node, [statement]),),
        f"`{member}` is a member of {module}, not a module.",
        0.92,
    )


PATTERN = pattern("import_of_a_member", {"ModuleNotFoundError"}, _propose)
