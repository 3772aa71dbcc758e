"""AttributeError: a method that Python, its libraries or the library in use removed or renamed."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.names.api_changes import METHODS, MethodChange
from healbot.generators.fix_patterns.names.attributes import (
    FailedAttribute,
    accesses,
    defined_attributes,
    failed_attribute,
    same_receiver,
)
from healbot.generators.fix_patterns.names.places import is_called, pattern, without_overlaps
from healbot.generators.fix_patterns.names.rewriting import replace_method
from healbot.generators.fix_patterns.pattern import Context, Fix


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    failed = failed_attribute(ctx, tree)
    if failed is None or failed.missing.kind not in ("instance", "class"):
        return
    change = _change_for(failed)
    if change is None:
        return
    edits: list[SourceEdit] = []
    for node in _places(ctx, tree, failed, change):
        if _is_row_append(change, node):
            return  # `append_to_frame` looks at what is appended
        edits += replace_method(ctx, tree, node, change.names[node.attr]) or []
    own = replace_method(ctx, tree, failed.node, change.names[failed.name])
    if not edits or own is None:
        return
    certain = not change.package or _comes_from(failed, change.package)
    yield Fix(
        without_overlaps([*own, *edits]),
        f"`.{failed.name}` is gone since {change.gone_since} ({change.source}).",
        (0.94 if certain else 0.8) if failed.missing.owner_class != "Series" else 0.88,
    )


def _change_for(failed: FailedAttribute) -> MethodChange | None:
    owner = failed.missing.owner_class
    for change in METHODS:
        if failed.name not in change.names:
            continue
        for pattern_text in change.owners.split():
            if pattern_text == owner or (
                pattern_text.startswith("*") and owner.endswith(pattern_text[1:])
            ):
                if failed.live and change.package and not _comes_from(failed, change.package):
                    continue
                return change
    return None


def _comes_from(failed: FailedAttribute, package: str) -> bool:
    known = failed.live.type_name if failed.live else failed.missing.owner
    return known.partition(".")[0] == package


def _is_row_append(change: MethodChange, node: ast.Attribute) -> bool:
    return change.package == "pandas" and node.attr == "append"


def _places(
    ctx: Context, tree: ast.Module, failed: FailedAttribute, change: MethodChange
) -> list[ast.Attribute]:
    """Returns the accesses to rewrite: of the whole family in the file when nothing else can be
    meant, else only those on the same object."""
    if not change.everywhere:
        return same_receiver(ctx, tree, failed.node)
    own = defined_attributes(tree)
    if failed.name in own:
        return [failed.node]
    places: list[ast.Attribute] = []
    for name in change.names:
        if name in own or (name == "next" and failed.name != "next"):
            continue
        places += [n for n in accesses(tree, name) if name != "next" or is_called(tree, n)]
    return places


PATTERN = pattern("renamed_method", {"AttributeError"}, _propose)
