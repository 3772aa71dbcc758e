"""ImportError: a relative import in a file that runs as a script, not as part of a package."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.names.places import pattern, without_overlaps
from healbot.generators.fix_patterns.pattern import Context, Fix


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    if not ctx.message.startswith("attempted relative import"):
        return
    folder = posixpath.dirname(ctx.source.path) or "."
    there = set(ctx.problem.files.names(folder))
    edits: list[SourceEdit] = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or not node.level:
            continue
        if node.level != 1:
            return
        tops = (
            [(node.module or "").partition(".")[0]]
            if node.module
            else [alias.name for alias in node.names]
        )
        if not all(f"{top}.py" in there or f"{top}/" in there for top in tops):
            return
        edits.append(_absolute(ctx, node))
    yield Fix(
        without_overlaps(edits),
        "A script has no package; the module stands beside it and is imported by its name.",
        0.93,
    )


def _absolute(ctx: Context, node: ast.ImportFrom) -> SourceEdit:
    """``from .helpers import x`` without the dot; ``from . import helpers`` as a plain import."""
    if node.module:
        start, _ = ctx.span(node)
        at = ctx.source.text.index(".", start)
        end = at + 1
        while ctx.source.text[end] == " ":
            end += 1
        return SourceEdit(ctx.source.path, at, end, "")
    return ctx.replace(node, "import " + ", ".join(ctx.text_of(alias) for alias in node.names))


PATTERN = pattern("relative_import_in_script", {"ImportError", "ValueError"}, _propose)
