"""``d.keys()[0]`` or ``len(map(...))``: a view or an iterator is used like a list.

It is made a list where it is bound to a name, because an iterator can be read only once.
Sets are left alone: which item is the first one is not decided by the text.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.edits import wrap
from healbot.generators.fix_patterns.values.kinds import kind_of
from healbot.generators.fix_patterns.values.words import names

_LAZY = (
    r"dict_keys|dict_values|dict_items|map|filter|zip|generator|enumerate|reversed|_csv\.reader|"
    r"DictReader|itertools\.\w+|list_iterator|dict_keyiterator|odict_\w+|callable_iterator|"
    r"list_reverseiterator|Scandir|islice|chain"
)
_LIST_METHODS = names("append sort reverse index count pop insert extend remove copy clear")


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the fix that makes a list of the lazy value."""
    kind = match["kind"]
    for node in _used(code):
        if not _is_kind(code, node, kind):
            continue
        edits = _as_list(code, node)
        if edits:
            yield Fix(
                tuple(edits),
                f"{ast.unparse(node)} is a {kind}, which cannot be used like a list here; list() "
                "makes one.",
                0.93,
            )
            return


def _used(code: Code) -> Iterator[ast.expr]:
    """Yields the expressions of the failing statement that are used like a list."""
    for node in code.failing(ast.expr):
        match node:
            case ast.Subscript(value=value):
                yield value
            case ast.Attribute(value=value, attr=attr) if attr in _LIST_METHODS:
                yield value
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                yield from (left, right)
            case ast.Call(func=func, args=args) if _called(func) in _TAKES_LISTS:
                yield from args[:1]


_TAKES_LISTS = frozenset(
    {"len", "choice", "sample", "shuffle", "choices", "dumps", "reversed", "bisect"}
)


def _called(func: ast.expr) -> str:
    return func.id if isinstance(func, ast.Name) else getattr(func, "attr", "")


def _is_kind(code: Code, node: ast.expr, kind: str) -> bool:
    known = kind_of(code, node)
    if known is not None:
        return known.rpartition(".")[2] == kind.rpartition(".")[2]
    return isinstance(node, ast.Call)


def _as_list(code: Code, node: ast.expr) -> list[SourceEdit]:
    target: ast.expr = node
    if isinstance(node, ast.Name):
        bindings = code.resolve(node)
        if len(bindings) == 1 and bindings[0].kind == "assign" and not bindings[0].path:
            if bindings[0].value is None:
                return []
            target = bindings[0].value
    if isinstance(target, ast.GeneratorExp):
        start, end = code.span(target)
        return [
            SourceEdit(code.source.path, start, start + 1, "["),
            SourceEdit(code.source.path, end - 1, end, "]"),
        ]
    return list(wrap(code, target, "list("))


def operands(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the fix for ``list + view``."""
    edits: list[SourceEdit] = []
    kinds = {g for g in (match.groupdict().get("kind"), match.groupdict().get("other")) if g}
    kinds -= {"list"}
    for node in code.failing(ast.BinOp):
        if isinstance(node.op, ast.Add):
            for side in (node.left, node.right):
                if kind_of(code, side) in kinds:
                    edits += _as_list(code, side)
    if edits:
        yield Fix(
            tuple(dict.fromkeys(edits)), "Only lists can be joined with +; list() makes one.", 0.92
        )


def random_set(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the fix for a random choice from a set: sorted, so that a seed decides alone."""
    for call in code.failing(ast.Call):
        if _called(call.func) not in ("choice", "sample", "choices"):
            continue
        for node in call.args[:1]:
            if kind_of(code, node) in ("set", "frozenset"):
                yield Fix(
                    wrap(code, node, "sorted("),
                    "A set has no order to choose from; sorted() makes a list that is the same in "
                    "every run.",
                    0.6,
                )


PATTERN = value_pattern(
    "view_for_list",
    {"TypeError", "AttributeError"},
    {
        rf"^'(?P<kind>{_LAZY})' object is not (subscriptable|reversible)": propose,
        rf"object of type '(?P<kind>{_LAZY})' has no len\(\)": propose,
        rf"^'(?P<kind>{_LAZY}|range)' object has no attribute "
        r"'(append|sort|reverse|index|count|pop|insert|extend|remove|copy|clear)'": propose,
        r"^'(?P<kind>map|filter|zip|generator|set|dict_\w+)' object is not JSON": propose,
        rf"unsupported operand type\(s\) for \+: '(?P<kind>{_LAZY}|list|range)' and "
        rf"'(?P<other>{_LAZY}|list|range)'": operands,
        rf'can only concatenate list \(not "(?P<kind>{_LAZY}|range|tuple)"\) to list': operands,
        r"'set' object is not subscriptable|Population must be a sequence": random_set,
    },
)
