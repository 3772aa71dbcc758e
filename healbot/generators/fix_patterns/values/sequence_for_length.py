"""``range(items)``, ``total / scores``: the collection stands where its length belongs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.edits import wrap
from healbot.generators.fix_patterns.values.kinds import NUMBERS, kind_of, live_text
from healbot.generators.fix_patterns.values.origins import DECIMAL
from healbot.generators.fix_patterns.values.streams import called_name

_NAMED = (ast.Name, ast.Attribute, ast.Subscript, ast.Call)


def in_range(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``range(len(items))``, or the loop without ``range`` when its variable is the item."""
    kind = match["kind"]
    for call in code.failing(ast.Call):
        if called_name(call) != "range":
            continue
        for node in call.args:
            if (
                not isinstance(node, _NAMED)
                or kind_of(code, node) != kind
                or _is_number(code, node)
            ):
                continue
            if len(call.args) == 1 and not _used_as_index(code, call, node):
                yield Fix(
                    (code.replace(call, code.text(node)),),
                    f"The loop variable is used as an item of {ast.unparse(node)}, which can be "
                    "iterated over directly.",
                    0.7,
                )
            else:
                yield Fix(
                    wrap(code, node, "len("),
                    f"range() counts up to the length of the {kind}.",
                    0.93,
                )
            return


def _is_number(code: Code, node: ast.expr) -> bool:
    text = live_text(code, node)
    return text is not None and DECIMAL.fullmatch(text) is not None


def _used_as_index(code: Code, call: ast.Call, collection: ast.expr) -> bool:
    """Whether the variable of the loop over ``range`` is an index (or not used at all)."""
    clause = code.parent(call)
    if not isinstance(clause, (ast.For, ast.comprehension)) or not isinstance(
        clause.target, ast.Name
    ):
        return True
    scope = code.binding_scope(clause.target)
    reads = code.reads(clause.target.id, scope) if scope is not None else []
    return not reads or any(
        isinstance(a, ast.Subscript) and ast.dump(a.value) == ast.dump(collection)
        for n in reads
        for a in code.ancestors(n)
    )


def operand(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``len(scores)`` where a collection is an operand of arithmetic or a comparison."""
    kinds = {match["left"], match["right"]}
    if not kinds & NUMBERS or not kinds & _COLLECTIONS:
        return
    for node in code.failing(ast.AST):
        if isinstance(node, ast.BinOp) and isinstance(
            node.op, (ast.Div, ast.FloorDiv, ast.Sub, ast.Mod)
        ):
            sides = [node.left, node.right]
        elif isinstance(node, ast.Compare) and not isinstance(node.ops[0], (ast.In, ast.NotIn)):
            sides = [node.left, node.comparators[0]]
        else:
            continue
        named = [s for s in sides if isinstance(s, _NAMED)]
        collections = [s for s in named if kind_of(code, s) in kinds & _COLLECTIONS]
        others = [s for s in sides if s not in collections and kind_of(code, s) in (*NUMBERS, None)]
        if len(collections) == 1 and others:
            is_divisor = isinstance(node, ast.BinOp) and collections[0] is node.right
            yield Fix(
                wrap(code, collections[0], "len("),
                f"{ast.unparse(collections[0])} is a collection; its length is the number "
                f"that is meant.",
                0.88 if is_divisor or isinstance(node, ast.Compare) else 0.5,
            )
            return


_COLLECTIONS = frozenset({"list", "tuple", "dict", "set", "dict_keys", "dict_values"})

PATTERN = value_pattern(
    "sequence_for_length",
    {"TypeError"},
    {
        r"^'(?P<kind>list|str|tuple|dict|set)' object cannot be "
        r"interpreted as an integer": in_range,
        r"^unsupported operand type\(s\) for (/|//|-|%)=?: '(?P<left>\w+)' and "
        r"'(?P<right>\w+)'": operand,
        r"not supported between instances of '(?P<left>\w+)' and '(?P<right>\w+)'": operand,
    },
)
