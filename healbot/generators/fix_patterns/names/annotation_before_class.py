"""NameError: an annotation names a class that is still being defined, or is defined below.

Up to Python 3.13 annotations are evaluated when the function is defined; a string is not (PEP 484,
"Forward references").
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.names.messages import undefined_name
from healbot.generators.fix_patterns.names.places import (
    ancestors,
    pattern,
    quoted,
    without_overlaps,
)
from healbot.generators.fix_patterns.pattern import Context, Fix


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    name = undefined_name(ctx.message)
    classes = [n for n in ast.walk(tree) if isinstance(n, ast.ClassDef) and n.name == name]
    if name is None or len(classes) != 1:
        return
    end = classes[0].end_lineno or classes[0].lineno
    edits: list[SourceEdit] = []
    failing = False
    for annotation in _annotations(tree):
        uses = [n for n in ast.walk(annotation) if isinstance(n, ast.Name) and n.id == name]
        if not uses or annotation.lineno > end or _is_deferred(tree, annotation):
            continue
        failing = failing or any(abs(use.lineno - ctx.line) <= 6 for use in uses)
        if any(isinstance(node, ast.BinOp) for node in ast.walk(annotation)):
            edits.append(ctx.replace(annotation, quoted(ctx, ctx.text_of(annotation))))
        else:
            edits += [ctx.replace(use, quoted(ctx, name)) for use in uses]
    if failing:
        yield Fix(
            without_overlaps(edits),
            f"The annotation is read before the class {name} exists: a quoted name is not.",
            0.93,
        )


def _annotations(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None:
            yield node.annotation
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns is not None:
            yield node.returns


def _is_deferred(tree: ast.Module, annotation: ast.expr) -> bool:
    """Whether an annotation is only evaluated when a function runs, or not at all."""
    outer = list(ancestors(tree, annotation))
    functions = [n for n in outer if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    own = functions[:1] and (
        annotation is functions[0].returns
        or any(isinstance(n, ast.arg | ast.arguments) for n in outer[:2])
    )
    return len(functions) > (1 if own else 0)


PATTERN = pattern("annotation_before_class", {"NameError"}, _propose)
