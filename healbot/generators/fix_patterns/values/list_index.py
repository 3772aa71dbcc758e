"""A list indexed by something that is no integer: an item of its own, a tuple, a key."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Binding, Code
from healbot.generators.fix_patterns.values.edits import suffix, wrap
from healbot.generators.fix_patterns.values.kinds import kind_of, live_text
from healbot.generators.fix_patterns.values.origins import number_conversion


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the fix for the subscript that can have failed."""
    wrong = match["kind"].rpartition(".")[2]
    for node in code.failing(ast.Subscript):
        if kind_of(code, node.value) not in ("list", "tuple", None):
            continue
        if wrong == "tuple" and isinstance(node.slice, ast.Tuple):
            yield from _tuple(code, node, node.slice)
        elif kind_of(code, node.slice) in (wrong, match["kind"], None):
            yield from _other(code, node, wrong)


def _tuple(code: Code, node: ast.Subscript, index: ast.Tuple) -> Iterator[Fix]:
    if isinstance(node.value, ast.List):
        end = code.span(node.value)[1]
        yield Fix((code.insert(end, ","),), "A comma is missing between two lists.", 0.95)
    elif len(index.elts) > 1 and not any(isinstance(e, ast.Slice) for e in index.elts):
        edits = []
        for left, right in zip(index.elts, index.elts[1:], strict=False):
            start, end = code.outer_span(left)[1], code.outer_span(right)[0]
            edits.append(SourceEdit(code.source.path, start, end, "]["))
        yield Fix(
            tuple(edits), "A list of lists is indexed with one pair of brackets per level.", 0.93
        )


def _other(code: Code, node: ast.Subscript, wrong: str) -> Iterator[Fix]:
    index = node.slice
    if isinstance(index, ast.Name) and _iterates_over(code, index, node.value):
        yield from _own_item(code, node, index)
    elif wrong == "str" and isinstance(index, ast.Constant):
        yield from _key(code, node)
    elif wrong == "str" and live_text(code, index) is not None:
        conversion = number_conversion(code, [index], whole=True)
        if conversion is not None and conversion.proven:
            yield Fix(
                conversion.edits,
                f"{ast.unparse(index)} is text; as an index it must be an integer.",
                0.92,
            )


def _iterates_over(code: Code, index: ast.Name, collection: ast.expr) -> bool:
    """Whether a loop variable runs over the items of the collection that it indexes."""
    bindings = code.resolve(index)
    return any(
        b.kind == "for"
        and not b.path
        and b.value is not None
        and ast.dump(b.value) == ast.dump(collection)
        for b in bindings
    )


def _own_item(code: Code, node: ast.Subscript, index: ast.Name) -> Iterator[Fix]:
    if isinstance(node.ctx, ast.Load):
        scope = code.binding_scope(index)
        same = [
            p
            for n in (code.reads(index.id, scope) if scope is not None else [])
            if isinstance(p := code.parent(n), ast.Subscript)
            and p.slice is n
            and ast.dump(p.value) == ast.dump(node.value)
        ]
        edits = [code.replace(p, index.id) for p in same]
        yield Fix(tuple(edits), f"{index.id} is the item already, not its index.", 0.9)
        return
    match code.resolve(index):
        case [Binding(owner=ast.For() as loop, target=ast.Name() as target)]:
            new = "index" if not code.bindings("index", code.scope) else "position"
            edits = [
                code.insert(code.span(target)[0], f"{new}, "),
                *wrap(code, loop.iter, "enumerate("),
                code.replace(index, new),
            ]
            yield Fix(tuple(edits), f"{index.id} is the item; enumerate() gives its index.", 0.75)


def _key(code: Code, node: ast.Subscript) -> Iterator[Fix]:
    """A list of dictionaries is indexed by a key: the loop over it has the dictionary."""
    for ancestor in code.ancestors(node):
        if not isinstance(ancestor, ast.For) or not isinstance(ancestor.target, ast.Name):
            continue
        if ast.dump(ancestor.iter) == ast.dump(node.value):
            name = ancestor.target.id
            edits = [
                code.replace(n.value, name)
                for n in code.all(ast.Subscript, ancestor)
                if ast.dump(n.value) == ast.dump(node.value)
                and isinstance(n.slice, ast.Constant)
                and isinstance(n.slice.value, str)
            ]
            yield Fix(
                tuple(edits),
                f"The list is indexed by a key inside the loop over its items; {name} is the item.",
                0.92,
            )
            return
    live = code.live(node.value)
    if live is not None and live.length == 1 and live.item_types == ("dict",):
        yield Fix(
            suffix(code, node.value, "[0]"),
            "The list holds one dictionary, which has the key.",
            0.7,
        )


PATTERN = value_pattern(
    "list_index",
    {"TypeError"},
    {r"^(list|tuple) indices must be integers or slices, not '?(?P<kind>[\w.]+)": propose},
)
