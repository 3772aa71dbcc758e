"""AttributeError: a key of a dictionary is read as an attribute, as in JavaScript."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.names.attributes import failed_attribute
from healbot.generators.fix_patterns.names.places import (
    enclosing_function,
    is_called,
    name_span,
    pattern,
    quoted,
    without_overlaps,
)
from healbot.generators.fix_patterns.names.similarity import confidence, ranked
from healbot.generators.fix_patterns.pattern import Context, Fix

_MAPPINGS = frozenset({"dict", "defaultdict", "OrderedDict", "Counter", "_Environ"})


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    failed = failed_attribute(ctx, tree)
    if failed is None or failed.missing.owner_class not in _MAPPINGS:
        return
    if is_called(tree, failed.node):
        return
    keys = {key.strip("'\"") for key in failed.live.keys} if failed.live else set()
    stored = isinstance(failed.node.ctx, ast.Store)
    if failed.name in keys or stored:
        edits = _edits(ctx, tree, failed.node, keys | {failed.name})
        known = "is a key" if failed.name in keys else "is to become a key"
        yield Fix(edits, f"`{failed.name}` {known} of a dictionary, not an attribute.", 0.92)
        return
    matches = ranked(failed.name, {key for key in keys if key.isidentifier()}, floor=0.7)
    if matches and confidence(matches) > 0.5:
        edit = _subscript(ctx, failed.node, matches[0].name)
        yield Fix((edit,), f"The dictionary has the key {matches[0].name!r}.", 0.6)


def _edits(
    ctx: Context, tree: ast.Module, failing: ast.Attribute, keys: set[str]
) -> tuple[SourceEdit, ...]:
    """Returns the edits for all keys read as attributes of the same name in the function."""
    text, function = ctx.text_of(failing.value), enclosing_function(tree, failing)
    edits = [
        _subscript(ctx, node, node.attr)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in keys
        and not hasattr(dict, node.attr)
        and not is_called(tree, node)
        and ctx.text_of(node.value) == text
        and enclosing_function(tree, node) is function
    ]
    return without_overlaps(edits)


def _subscript(ctx: Context, node: ast.Attribute, key: str) -> SourceEdit:
    _, start = ctx.span(node.value)
    span = name_span(ctx, node)
    end = span[1] if span else start
    return SourceEdit(ctx.source.path, start, end, f"[{_quoted_inside(ctx, node, key)}]")


def _quoted_inside(ctx: Context, node: ast.Attribute, key: str) -> str:
    """Returns the key quoted; inside an f-string with the quote that it does not use."""
    tree = ctx.tree
    for outer in ast.walk(tree) if tree else ():
        if isinstance(outer, ast.JoinedStr) and any(item is node for item in ast.walk(outer)):
            opening = ctx.text_of(outer).lstrip("rRfFbBuU")[:1]
            return f"'{key}'" if opening == '"' else f'"{key}"'
    return quoted(ctx, key)


PATTERN = pattern("key_as_attribute", {"AttributeError"}, _propose)
