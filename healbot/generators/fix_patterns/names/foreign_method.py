"""AttributeError: a method of another language or another type, such as ``list.push``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.names.attributes import (
    FailedAttribute,
    accesses,
    defined_attributes,
    failed_attribute,
    same_receiver,
)
from healbot.generators.fix_patterns.names.foreign_idioms import OBJECTS
from healbot.generators.fix_patterns.names.places import (
    live_value,
    pattern,
    short_type,
    without_overlaps,
)
from healbot.generators.fix_patterns.names.rewriting import replace_method
from healbot.generators.fix_patterns.names.wordlist import words
from healbot.generators.fix_patterns.pattern import Context, Fix

_UNSURE = frozenset(
    words(
        "get find put set map filter sort join data body status text write list read "
        "round pow remove extend insert shift last first back front head sub lines in "
        "update"
    )
)
"""Words that also name something else, so that the guess is less sure."""

_NUMBER_TYPES = frozenset({"int", "float", "bool"})


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    failed = failed_attribute(ctx, tree)
    if failed is None or failed.missing.kind != "instance":
        return
    table = OBJECTS.get(failed.missing.owner_class, {})
    replacement = table.get(failed.name)
    if not replacement:
        return
    if replacement.startswith(".") and not _has(failed, replacement):
        return
    own = replace_method(ctx, tree, failed.node, replacement)
    if own is None:
        return
    edits: list[SourceEdit] = list(own)
    for node in _places(ctx, tree, failed):
        edits += replace_method(ctx, tree, node, replacement) or []
    owner = failed.missing.owner_class
    yield Fix(
        without_overlaps(edits),
        f"A {owner} has no `.{failed.name}`; Python writes it in another way.",
        _confidence(failed, owner),
    )


def _has(failed: FailedAttribute, replacement: str) -> bool:
    name = replacement[1:].partition("(")[0].partition(".")[0]
    return failed.live is None or not failed.live.attributes or name in failed.live.attributes


def _confidence(failed: FailedAttribute, owner: str) -> float:
    if owner in _NUMBER_TYPES and failed.name not in (
        "zfill",
        "rjust",
        "ljust",
        "center",
        "toFixed",
        "round",
        "toString",
        "abs",
        "sqrt",
    ):
        return 0.5
    if owner == "str" and failed.name in ("append", "push"):
        return 0.45
    if owner == "set" and failed.name in ("append", "push"):
        return 0.88
    return 0.78 if failed.name in _UNSURE else 0.88


def _places(ctx: Context, tree: ast.Module, failed: FailedAttribute) -> list[ast.Attribute]:
    """Returns the accesses that are the same mistake: on the same object, or unmistakable."""
    name = failed.name
    means_something = any(
        hasattr(kind, name) for kind in (list, str, dict, set, tuple, bytes, int, float)
    )
    if means_something or name in _UNSURE or name in defined_attributes(tree) or len(name) < 4:
        return same_receiver(ctx, tree, failed.node)
    places = []
    for node in accesses(tree, name):
        value = live_value(ctx, ctx.text_of(node.value))
        owner = failed.missing.owner_class
        if value is None or short_type(value.type_name) == owner:
            others = [t for t in OBJECTS if t != owner and OBJECTS[t].get(name)]
            same = all(OBJECTS[t].get(name) == OBJECTS[owner][name] for t in others)
            if same or ctx.text_of(node.value) == ctx.text_of(failed.node.value):
                places.append(node)
    return places


PATTERN = pattern("foreign_method", {"AttributeError"}, _propose)
