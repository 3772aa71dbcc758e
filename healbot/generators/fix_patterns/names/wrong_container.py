"""AttributeError: an empty literal makes one container and all uses are those of another.

``seen = {}`` is a dictionary although only ``seen.add`` follows; ``rows = ()`` cannot grow.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from healbot.generators.fix_patterns.names.attributes import failed_attribute
from healbot.generators.fix_patterns.names.places import (
    parents,
    pattern,
    scopes,
    statement_of,
    without_overlaps,
)
from healbot.generators.fix_patterns.pattern import Context, Fix

_RIGHT: dict[tuple[str, str], str] = {
    ("dict", "add"): "set()",
    ("dict", "discard"): "set()",
    ("dict", "append"): "[]",
    ("dict", "extend"): "[]",
    ("tuple", "append"): "[]",
    ("tuple", "extend"): "[]",
    ("tuple", "add"): "set()",
    ("str", "append"): "[]",
    ("str", "extend"): "[]",
    ("list", "items"): "{}",
    ("list", "keys"): "{}",
    ("list", "values"): "{}",
    ("list", "get"): "{}",
    ("list", "setdefault"): "{}",
    ("list", "add"): "set()",
    ("list", "discard"): "set()",
    ("set", "append"): "[]",
    ("set", "extend"): "[]",
    ("NoneType", "append"): "[]",
    ("NoneType", "add"): "set()",
    ("NoneType", "extend"): "[]",
}
"""(what it is, what is called) -> what it should have been."""

_SET_NAMES = ("seen", "visited", "unique", "_set", "distinct")


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    failed = failed_attribute(ctx, tree)
    if failed is None or failed.missing.kind != "instance":
        return
    right = _RIGHT.get((failed.missing.owner_class, failed.name))
    if right is None:
        return
    edits = []
    for value in _bound_values(ctx, tree, failed.node.value):
        if not _is_empty(value):
            return
        edits.append(ctx.replace(value, right))
    if not edits or not _all_uses_agree(ctx, tree, failed.node.value, right):
        return
    if failed.missing.owner_class == "str" and not _is_joined(ctx, tree, failed.node.value):
        return  # what starts as a text may well be meant to stay one
    yield Fix(
        without_overlaps(edits),
        f"`{ctx.text_of(failed.node.value)}` is used as {_NAMES[right]}: start it as one.",
        _confidence(failed.missing.owner_class, right, ctx.text_of(failed.node.value)),
    )


_NAMES = {"[]": "a list", "{}": "a dictionary", "set()": "a set"}


def _confidence(owner: str, right: str, name: str) -> float:
    if owner == "list" and right == "set()":
        return 0.9 if any(word in name.lower() for word in _SET_NAMES) else 0.5
    if owner == "set":
        return 0.4
    if owner == "str":
        return 0.8
    return 0.6 if owner == "NoneType" else 0.9


def _bound_values(ctx: Context, tree: ast.Module, receiver: ast.expr) -> list[ast.expr]:
    """Returns every value that the file assigns to a variable or ``self`` attribute."""
    if not isinstance(receiver, ast.Name | ast.Attribute):
        return []
    text = ctx.text_of(receiver)
    values: list[ast.expr] = []
    scope = scopes(ctx).by_load.get(receiver) if isinstance(receiver, ast.Name) else None
    owner = scope.owner_of(receiver.id) if scope and isinstance(receiver, ast.Name) else None
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            targets, value = node.targets, node.value
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            targets, value = [node.target], node.value
        else:
            continue
        for target in targets:
            if ctx.text_of(target) != text:
                continue
            if owner is not None and not any(
                b.node is target for b in owner.bindings.get(text, ())
            ):
                continue
            values.append(value)
    return values


def _is_empty(node: ast.expr) -> bool:
    if isinstance(node, ast.List | ast.Tuple):
        return not node.elts
    if isinstance(node, ast.Dict):
        return not node.keys
    if isinstance(node, ast.Constant):
        return node.value is None or node.value == ""
    is_call = isinstance(node, ast.Call) and not node.args and not node.keywords
    return is_call and getattr(getattr(node, "func", None), "id", "") in (
        "set",
        "dict",
        "list",
        "tuple",
        "str",
    )


def _is_joined(ctx: Context, tree: ast.Module, receiver: ast.expr) -> bool:
    """Whether the pieces are put together by ``join`` later, as of a list."""
    text = ctx.text_of(receiver)
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "join"
        and [ctx.text_of(argument) for argument in node.args] == [text]
        for node in ast.walk(tree)
    )


def _all_uses_agree(ctx: Context, tree: ast.Module, receiver: ast.expr, right: str) -> bool:
    """Whether every method and subscript of the variable fits what it becomes."""
    model: object = {"[]": [], "{}": {}, "set()": set()}[right]
    text = ctx.text_of(receiver)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Name | ast.Attribute) or ctx.text_of(node) != text:
            continue
        parent = parents(tree).get(node)
        if isinstance(parent, ast.Attribute) and not hasattr(model, parent.attr):
            return False
        if isinstance(parent, ast.Subscript) and parent.value is node:
            if right == "set()":
                return False
            text_key = isinstance(parent.slice, ast.Constant) and isinstance(
                parent.slice.value, str
            )
            if right == "[]" and (text_key or isinstance(parent.ctx, ast.Store)):
                return False
        if isinstance(parent, ast.AugAssign) and parent.target is node and right != "[]":
            return False
        if isinstance(statement_of(tree, node), ast.Delete):
            return False
    return True


PATTERN = pattern("wrong_container", {"AttributeError"}, _propose)
