"""``for i in 5``, ``len(42)``, ``items + 3``: a number (or one item) where a collection belongs."""

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
from healbot.generators.fix_patterns.values.streams import called_name

_DIGIT_NAMES = frozenset({"digit", "d", "char", "c", "ch", "num_char"})


def loops(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields fixes for iterating over an ``int``."""
    for clause in code.loops():
        if kind_of(code, clause.iter) in ("int", None) and not isinstance(clause.target, ast.Tuple):
            if kind_of(code, clause.iter) is None and not isinstance(clause.iter, ast.Name):
                continue
            yield from _loop(code, clause)
            return
    yield from _calls(code)


def _loop(code: Code, clause: ast.For | ast.comprehension) -> Iterator[Fix]:
    target = clause.target.id if isinstance(clause.target, ast.Name) else ""
    if target in _DIGIT_NAMES and not isinstance(clause.iter, ast.Call):
        edits = wrap(code, clause.iter, "str(")
        yield Fix(edits, "A number has no digits to iterate over, its text has.", 0.7)
        return
    edits = wrap(code, clause.iter, "range(")
    yield Fix(edits, "A number cannot be iterated over; range() counts up to it.", 0.95)


def _calls(code: Code) -> Iterator[Fix]:
    for call in code.failing(ast.Call):
        name, first = called_name(call), call.args[0] if call.args else None
        if first is None:
            continue
        if name in ("sum", "max", "min") and len(call.args) > 1 and kind_of(code, first) == "int":
            start, end = code.outer_span(first)[0], code.outer_span(call.args[-1])[1]
            yield Fix(
                (code.insert(start, "["), code.insert(end, "]")),
                f"{name}() takes one collection here.",
                0.85,
            )
        elif name == "enumerate" and _is_length(first):
            if not isinstance(first, ast.Call):
                return
            yield Fix(
                (code.replace(first, code.text(first.args[0])),),
                "enumerate() takes the collection itself, not its length.",
                0.85,
            )
        elif name in ("extend", "update") and isinstance(call.func, ast.Attribute):
            kind = kind_of(code, call.func.value)
            new = {"list": "append", "set": "add"}.get(kind or "")
            if new is not None and (name == "extend") == (new == "append"):
                end = code.span(call.func)[1]
                yield Fix(
                    (SourceEdit(code.source.path, end - len(name), end, new),),
                    f"One item is added, so {new}() is meant.",
                    0.92,
                )
    for statement in code.failing(ast.AugAssign):
        if isinstance(statement.op, ast.Add) and kind_of(code, statement.target) == "list":
            edits = wrap(code, statement.value, "[", "]")
            yield Fix(edits, "One item is added to a list, so it must be in a list.", 0.92)


def _is_length(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and called_name(node) == "len" and len(node.args) == 1


def length(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``len(str(n))`` for a number whose digits are counted, or ``range(n)``."""
    for call in code.failing(ast.Call):
        if called_name(call) != "len" or len(call.args) != 1:
            continue
        node, holder = call.args[0], code.parent(call)
        if kind_of(code, node) not in ("int", None):
            continue
        if isinstance(holder, ast.Call) and called_name(holder) == "range":
            taken = [n for n in code.all(ast.Subscript) if ast.dump(n.value) == ast.dump(node)]
            if not taken:
                reason = "The number itself says how often to repeat; it has no length."
                yield Fix((code.replace(call, code.text(node)),), reason, 0.7)
                return
        reason = "A number has no length; its digits are counted."
        yield Fix(wrap(code, node, "str("), reason, 0.25 if _counts(code, node) else 0.8)
        return


def _counts(code: Code, node: ast.expr) -> bool:
    """Whether a variable is a counter of a loop: its digits are surely not meant."""
    return isinstance(node, ast.Name) and any(
        isinstance(b.value, ast.Call) and called_name(b.value) in ("range", "enumerate", "len")
        for b in code.resolve(node)
    )


def concatenation(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields fixes for ``list + item`` and ``tuple + item``."""
    collection, other = match["collection"], match["other"]
    for node in code.failing(ast.AST):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left, right = node.left, node.right
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
            left, right = node.target, node.value
        else:
            continue
        if kind_of(code, left) != collection or kind_of(code, right) not in (other, None):
            continue
        fix = _member(code, right, collection, other)
        if fix is not None:
            yield fix
            return


def _member(code: Code, node: ast.expr, collection: str, other: str) -> Fix | None:
    if other in ("list", "tuple", "set", "range", "dict_keys"):
        edits: tuple[SourceEdit, ...] = wrap(code, node, f"{collection}(")
        return Fix(edits, f"Only a {collection} can be added to a {collection}.", 0.9)
    if other in ("NoneType", "function", "method"):
        return None
    start, end = code.outer_span(node)
    if collection == "tuple":
        if start < code.span(node)[0]:
            edits = (code.insert(end - 1, ","),)
        else:
            edits = (code.insert(start, "("), code.insert(end, ",)"))
        return Fix(edits, "A tuple of one item needs a comma.", 0.92)
    edits = (code.insert(start, "["), code.insert(end, "]"))
    return Fix(edits, "One item is added to a list, so it must be in a list.", 0.9)


PATTERN = value_pattern(
    "number_as_collection",
    {"TypeError"},
    {
        r"^'(int|float)' object is not iterable": loops,
        r"object of type 'int' has no len\(\)": length,
        r"can only concatenate (?P<collection>list|tuple) "
        r'\(not "(?P<other>[\w.]+)"\) to': concatenation,
    },
)
