"""``args["path"]`` on an object whose ``path`` is an attribute, ``len(deck)`` on an own class."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.edits import suffix
from healbot.generators.fix_patterns.values.kinds import kind_of
from healbot.generators.fix_patterns.values.streams import called_name


def key(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``item.name`` for ``item["name"]`` when the object has such an attribute."""
    edits = []
    for node in code.failing(ast.Subscript):
        index = node.slice
        if not isinstance(index, ast.Constant) or not isinstance(index.value, str):
            continue
        if _has_attribute(code, node.value, index.value, match["kind"]):
            start, end = code.outer_span(node.value)[1], code.span(node)[1]
            edits.append(SourceEdit(code.source.path, start, end, f".{index.value}"))
    if edits:
        yield Fix(
            tuple(edits), "The value is an object: what it holds is an attribute, no item.", 0.92
        )
        return
    yield from collection(code, match)


def _has_attribute(code: Code, node: ast.expr, name: str, kind: str) -> bool:
    live = code.live(node)
    if live is not None:
        same = kind == "tuple" or live.type_name.rpartition(".")[2] == kind.rpartition(".")[2]
        return same and name in live.attributes
    return isinstance(node, (ast.Name, ast.Subscript)) and any(
        isinstance(n, ast.Attribute) and n.attr == name and isinstance(n.ctx, ast.Store)
        for cls in code.classes(kind)
        for n in ast.walk(cls)
    )


def collection(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``deck.cards`` for an object whose class holds exactly one collection."""
    kind = match["kind"].rpartition(".")[2]
    classes = code.classes(kind)
    if len(classes) != 1:
        return
    held = {
        target.attr
        for node in code.all(ast.Assign, classes[0])
        for target in node.targets
        if isinstance(target, ast.Attribute)
        and isinstance(node.value, (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp))
    }
    if len(held) != 1:
        return
    name = held.pop()
    for node in _used(code):
        if kind_of(code, node) in (kind, f"__main__.{kind}", None) and isinstance(node, ast.Name):
            word = "self" if node.id == "self" else node.id
            yield Fix(
                suffix(code, node, f".{name}"),
                f"{word} is a {kind}, which holds its items in {name}.",
                0.8,
            )
            return


def _used(code: Code) -> Iterator[ast.expr]:
    for clause in code.loops():
        yield clause.iter
    for node in code.failing(ast.expr):
        match node:
            case ast.Call(args=[first]) if called_name(node) in (
                "len",
                "sorted",
                "list",
                "sum",
                "enumerate",
            ):
                yield first
            case ast.Subscript(value=value):
                yield value
            case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[value]):
                yield value


PATTERN = value_pattern(
    "attribute_for_key",
    {"TypeError"},
    {
        r"^'(?P<kind>[\w.]+)' object is not subscriptable": key,
        r"^(?P<kind>tuple) indices must be integers or slices, not str": key,
        r"^object of type '(?P<kind>[\w.]+)' has no len\(\)|^argument of type "
        r"'(?P<other>[\w.]+)' is not": (
            lambda code, match: collection(code, match) if match["kind"] else iter(())
        ),
        r"^'(?P<kind>[\w.]+)' object is not iterable": collection,
    },
)
