"""``", ".join(numbers)``: items that are no text are joined."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.edits import wrap
from healbot.generators.fix_patterns.values.streams import called_name

_SHOWN_AS_TEXT = frozenset(
    {"int", "float", "bool", "Decimal", "Fraction", "date", "datetime", "PosixPath", "Path", "UUID"}
)


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the fix that makes text of each item."""
    kind = match["kind"].rpartition(".")[2]
    if kind not in _SHOWN_AS_TEXT and not code.classes(kind):
        return
    if code.classes(kind) and not any(
        isinstance(m, ast.FunctionDef) and m.name in ("__str__", "__repr__")
        for m in code.classes(kind)[0].body
    ):
        return  # its text would be <Item object at 0x…>
    for call in code.failing(ast.Call):
        if called_name(call) != "join" or len(call.args) != 1:
            continue
        argument = call.args[0]
        if isinstance(argument, (ast.GeneratorExp, ast.ListComp)):
            edits = wrap(code, argument.elt, "str(")
        elif isinstance(argument, (ast.List, ast.Tuple)) and int(match["index"]) < len(
            argument.elts
        ):
            edits = wrap(code, argument.elts[int(match["index"])], "str(")
        else:
            edits = wrap(code, argument, "map(str, ")
        yield Fix(edits, f"join() takes texts, and the items are {kind}s: each is made text.", 0.93)
        return


PATTERN = value_pattern(
    "join_items",
    {"TypeError"},
    {r"sequence item (?P<index>\d+): expected str instance, (?P<kind>[\w.]+) found": propose},
)
