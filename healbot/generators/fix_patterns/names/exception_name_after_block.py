"""NameError: the name of ``except … as e`` is used after the block, where Python deletes it.

Source: language reference, "The try statement": the name is cleared at the end of the clause.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.names.messages import undefined_name
from healbot.generators.fix_patterns.names.places import (
    indent_of,
    name_span,
    pattern,
    scopes,
    without_overlaps,
)
from healbot.generators.fix_patterns.pattern import Context, Fix


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    name = undefined_name(ctx.message)
    if name is None:
        return
    bindings = scopes(ctx).module.bindings.get(name, [])
    handlers = [b.node for b in bindings if isinstance(b.node, ast.ExceptHandler)]
    if not handlers:
        return
    after = [h for h in handlers if (h.end_lineno or h.lineno) < ctx.line]
    others = [b for b in bindings if b.kind != "except"]
    if not after or any(not _is_none(tree, b.node) for b in others):
        return
    fresh = "error" if name != "error" else "exc"
    while scopes(ctx).bound_anywhere(fresh):
        fresh += "_"
    edits = []
    for handler in after:
        span = name_span(ctx, handler)
        if span is None or handler.body[0].lineno == handler.lineno:
            return
        edits.append(SourceEdit(ctx.source.path, *span, fresh))
        first = handler.body[0]
        start, _ = ctx.span(first)
        edits.append(
            ctx.insert(start, f"{name} = {fresh}{ctx.source.newline}{indent_of(ctx, first)}")
        )
    yield Fix(
        without_overlaps(edits),
        f"Python deletes `{name}` at the end of the except block: keep the exception by another "
        "name.",
        0.75,
    )


def _is_none(tree: ast.Module, node: ast.AST) -> bool:
    """Whether a binding sets the name to None, as code does that means to ask for it later."""
    for statement in ast.walk(tree):
        if isinstance(statement, ast.Assign) and node in statement.targets:
            return isinstance(statement.value, ast.Constant) and statement.value.value is None
    return False


PATTERN = pattern("exception_name_after_block", {"NameError"}, _propose)
