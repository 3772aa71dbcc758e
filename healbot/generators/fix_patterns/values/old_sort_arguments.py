"""``items.sort(compare)``: Python 2 took a comparison function; Python 3 takes ``key=``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.edits import import_name, wrap
from healbot.generators.fix_patterns.values.streams import called_name


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the function as ``key=``, wrapped in ``cmp_to_key`` when it compares two items."""
    for call in code.failing(ast.Call):
        if called_name(call) not in ("sort", "sorted"):
            continue
        keyword = next((k for k in call.keywords if k.arg == "cmp"), None)
        if keyword is not None:
            yield from _comparison(code, keyword.value, keyword)
            return
        index = 1 if called_name(call) == "sorted" else 0
        if len(call.args) <= index or any(k.arg == "key" for k in call.keywords):
            continue
        function = call.args[index]
        if _takes(code, function) == 2:
            yield from _comparison(code, function, None)
        elif isinstance(function, ast.Constant) and isinstance(function.value, bool):
            yield Fix(
                (code.insert(code.span(function)[0], "reverse="),),
                "The order is given by name: reverse=.",
                0.9,
            )
        elif _takes(code, function) == 1:
            yield Fix(
                (code.insert(code.span(function)[0], "key="),),
                "The key function is given by name: key=.",
                0.93,
            )
        return


def _comparison(code: Code, function: ast.expr, keyword: ast.keyword | None) -> Iterator[Fix]:
    name, edits = import_name(code, "functools", "cmp_to_key")
    changes: list[SourceEdit] = []
    start = code.span(function)[0]
    if keyword is None:
        changes.append(code.insert(start, f"key={name}("))
        changes.append(code.insert(code.span(function)[1], ")"))
    else:
        first = code.source.offset_of_utf8(keyword.lineno, keyword.col_offset)
        changes.append(SourceEdit(code.source.path, first, first + len("cmp"), "key"))
        changes += wrap(code, function, f"{name}(")
    yield Fix(
        (*edits, *changes),
        "sort takes no comparison function; functools.cmp_to_key makes a key of it.",
        0.92,
    )


def _takes(code: Code, function: ast.expr) -> int | None:
    """Returns how many arguments a function takes, as far as it can be seen."""
    if isinstance(function, ast.Lambda):
        return len(function.args.args)
    if isinstance(function, ast.Name):
        found = code.functions(function.id)
        if len(found) == 1:
            return len(found[0].args.args)
        return 1 if function.id in ("len", "str", "int", "abs", "float") else None
    if isinstance(function, ast.Attribute) and ast.unparse(function).startswith("str."):
        return 1
    if isinstance(function, ast.Call) and called_name(function) in ("itemgetter", "attrgetter"):
        return 1
    return None


PATTERN = value_pattern(
    "old_sort_arguments",
    {"TypeError"},
    {
        r"sort\(\) takes (no|at most 0|exactly 0) positional arguments|sorted expected 1 argument|"
        r"'cmp' is an invalid keyword argument for|unexpected keyword argument 'cmp'": propose,
    },
)
