"""``execute(sql, (name))``: the values of a statement must stand in a tuple."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.kinds import kind_of
from healbot.generators.fix_patterns.values.streams import called_name


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the tuple of one value."""
    for call in code.failing(ast.Call):
        if called_name(call) != "execute" or len(call.args) != 2:
            continue
        node = call.args[1]
        if isinstance(node, (ast.Tuple, ast.List, ast.Dict)):
            yield from _spread(code, node, call)
            continue
        if kind_of(code, node) in ("tuple", "list", "dict"):
            return
        statement = call.args[0]
        if isinstance(statement, ast.Constant) and str(statement.value).count("?") > 1:
            return
        start, end = code.outer_span(node)
        if start < code.span(node)[0]:
            edits = (code.insert(end - 1, ","),)
        else:
            edits = (code.insert(start, "("), code.insert(end, ",)"))  # type: ignore[assignment]
        yield Fix(
            edits, "The values of a statement stand in a tuple; a tuple of one needs a comma.", 0.94
        )
        return


def _spread(code: Code, node: ast.expr, call: ast.Call) -> Iterator[Fix]:
    """``execute(sql, rows)`` with several rows means ``executemany``."""
    if not isinstance(node, ast.List) or not all(
        isinstance(e, (ast.Tuple, ast.List)) for e in node.elts
    ):
        return
    yield Fix(
        (code.insert(code.span(call.func)[1], "many"),),
        "Several rows are given, which executemany() takes.",
        0.85,
    )


PATTERN = value_pattern(
    "sqlite_bindings",
    {"ProgrammingError", "ValueError", "InterfaceError"},
    {r"^Incorrect number of bindings supplied|^parameters are of unsupported type": propose},
)
