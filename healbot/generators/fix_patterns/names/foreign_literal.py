"""NameError: a constant of another language, such as ``null`` or ``true``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from healbot.generators.fix_patterns.names.messages import undefined_name
from healbot.generators.fix_patterns.names.places import (
    is_called,
    parents,
    pattern,
    scopes,
    without_overlaps,
)
from healbot.generators.fix_patterns.pattern import Context, Fix

LITERALS = {
    "null": "None",
    "NULL": "None",
    "Null": "None",
    "nil": "None",
    "none": "None",
    "NONE": "None",
    "undefined": "None",
    "nullptr": "None",
    "true": "True",
    "TRUE": "True",
    "false": "False",
    "FALSE": "False",
    "NaN": 'float("nan")',
    "Infinity": 'float("inf")',
}
"""Literal of JSON, JavaScript, C, Ruby, SQL -> Python."""


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    name = undefined_name(ctx.message)
    table = scopes(ctx)
    if name not in LITERALS or name in table.module.bindings:
        return
    edits = []
    for other in sorted(table.unresolved_names() & set(LITERALS)):
        for load in table.unresolved(other):
            parent = parents(tree).get(load)
            if is_called(tree, load) or isinstance(parent, ast.Attribute):
                continue
            edits.append(ctx.replace(load, LITERALS[other]))
    yield Fix(without_overlaps(edits), f"`{name}` is written `{LITERALS[name]}` in Python.", 0.93)


PATTERN = pattern("foreign_literal", {"NameError"}, _propose)
