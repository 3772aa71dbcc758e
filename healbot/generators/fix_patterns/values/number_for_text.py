"""``text.replace("x", 5)``, ``5 in "a5"``: a number (or a file) where a function takes text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.edits import suffix, wrap
from healbot.generators.fix_patterns.values.kinds import kind_of
from healbot.generators.fix_patterns.values.streams import called_name, opening_of

_METHODS = frozenset(
    {
        "replace",
        "split",
        "rsplit",
        "strip",
        "lstrip",
        "rstrip",
        "count",
        "find",
        "index",
        "startswith",
        "endswith",
        "rfind",
        "removeprefix",
        "removesuffix",
        "partition",
        "join",
        "writerow",
        "setdefault",
    }
)
_DIGITS = re.compile(r"^n$|num|digit|year|code|pin|zip|phone|isbn|card|palin", re.IGNORECASE)
_PATTERNS = frozenset(
    {"search", "match", "fullmatch", "findall", "finditer", "sub", "split", "subn"}
)


def argument(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``str(...)`` around the number that is handed over."""
    for call in code.failing(ast.Call):
        name = called_name(call)
        if name not in _METHODS and not _is_path_join(call) and not _is_pattern(call):
            continue
        numbers = [a for a in _text_arguments(call, name) if kind_of(code, a) in ("int", "float")]
        if numbers:
            edits = [edit for node in numbers for edit in wrap(code, node, "str(")]
            yield Fix(
                tuple(edits), f"{name}() takes text; the number is converted with str().", 0.9
            )
            return
        if _is_pattern(call) and len(call.args) > 1 and opening_of(code, call.args[-1]) is not None:
            yield Fix(
                suffix(code, call.args[-1], ".read()"),
                "A pattern is looked for in text: the file's content, not the file.",
                0.9,
            )
            return


def _is_path_join(call: ast.Call) -> bool:
    return ast.unparse(call.func).endswith("path.join")


def _is_pattern(call: ast.Call) -> bool:
    return called_name(call) in _PATTERNS and ast.unparse(call.func).startswith("re.")


def _text_arguments(call: ast.Call, name: str) -> list[ast.expr]:
    """Returns the arguments that must be text: not the counts and limits behind them."""
    if _is_path_join(call) or _is_pattern(call):
        return call.args[:3]
    return call.args[:2] if name == "replace" else call.args[:1]


def member(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``str(digit) in text``."""
    for node in code.failing(ast.Compare):
        for left, op in zip([node.left, *node.comparators], node.ops, strict=False):
            if isinstance(op, (ast.In, ast.NotIn)) and kind_of(code, left) in (
                "int",
                "float",
                None,
            ):
                edits: tuple[SourceEdit, ...] = wrap(code, left, "str(")
                yield Fix(edits, "Only text can be found in text.", 0.9)
                return


def of_list(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields a conversion of each item for ``int(input().split())``."""
    function = match["function"]
    for call in code.failing(ast.Call):
        if called_name(call) != function or len(call.args) != 1:
            continue
        node = call.args[0]
        if kind_of(code, node) not in ("list", "map", "generator", "tuple", None):
            continue
        yield Fix(
            (code.replace(call, f"[{function}(item) for item in {code.text(node)}]"),),
            f"{function}() converts one value; each item of the list is converted.",
            0.85,
        )
        return


def digits(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``str(n)`` for a number whose digits are taken by index."""
    for node in code.failing(ast.Subscript):
        if kind_of(code, node.value) != "int":
            continue
        parent = code.parent(node)
        edits: tuple[SourceEdit, ...] = wrap(code, node.value, "str(")
        name = ast.unparse(node.value).rpartition(".")[2]
        sure = 0.75 if _DIGITS.search(name) or isinstance(node.slice, ast.Slice) else 0.3
        if isinstance(parent, ast.Compare):
            sides = [parent.left, *parent.comparators]
            same = [s for s in sides if ast.dump(s) == ast.dump(node.value)]
            edits += tuple(edit for side in same for edit in wrap(code, side, "str("))
            sure = 0.85 if same else 0.6
        elif isinstance(parent, ast.Assign) and isinstance(node.slice, ast.Slice):
            sure = 0.3  # the text is compared with the number later, which says no silently
        yield Fix(edits, "A number has no digits to take, its text has.", sure)
        return


PATTERN = value_pattern(
    "number_for_text",
    {"TypeError"},
    {
        r"must be str, not (int|float)|must be str or None, not (int|float)|"
        r"(starts|ends)with first arg must be str or a tuple of str, not (int|float)|"
        r"expected str, bytes or os\.PathLike object, not (int|float)|"
        r"join\(\) argument must be str, bytes, or os\.PathLike object, not '(int|float)'|"
        r"expected string or bytes-like object": argument,
        r"'in <string>' requires string as left operand, not (int|float)": member,
        r"(?P<function>int|float)\(\) argument must be .*not '(list|map|generator|tuple)'": of_list,
        r"^'int' object is not subscriptable": digits,
    },
)
