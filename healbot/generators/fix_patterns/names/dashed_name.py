"""``args.dry-run``: a dash in a name is a minus; argparse and the like have an underscore there."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from healbot.generators.fix_patterns.names.messages import missing_attribute, undefined_name
from healbot.generators.fix_patterns.names.places import live_value, nodes_at, pattern, scopes
from healbot.generators.fix_patterns.pattern import Context, Fix


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    if missing_attribute(ctx.message) is None and undefined_name(ctx.message) is None:
        return
    for node in nodes_at(ctx, tree):
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Sub):
            continue
        joined = ctx.text_of(node)
        if "-" not in joined or not all(part.isidentifier() for part in _words(joined)):
            continue
        name = joined.replace("-", "_")
        if isinstance(node.left, ast.Attribute | ast.BinOp) and "." in name:
            owner, _, attribute = name.rpartition(".")
            value = live_value(ctx, owner)
            known = value is not None and attribute in value.attributes
        else:
            known = scopes(ctx).module.bindings.get(name) is not None
        if known:
            yield Fix((ctx.replace(node, name),), f"`{name}` is the name; a dash is a minus.", 0.95)
            return


def _words(text: str) -> list[str]:
    return text.replace(".", "-").split("-")


PATTERN = pattern("dashed_name", {"AttributeError", "NameError"}, _propose)
