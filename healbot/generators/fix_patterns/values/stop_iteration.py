"""``generator raised StopIteration``: a generator ends by returning (PEP 479)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.edits import indent_block
from healbot.generators.fix_patterns.values.streams import called_name


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``return`` where the generator ends."""
    exceptions = code.context.problem.failure.exceptions
    lines = {
        f.line for e in exceptions for f in e.project_frames[-1:] if e.short_type == "StopIteration"
    }
    statement = code.statement_at(min(lines)) if len(lines) == 1 else None
    if statement is None or code.function_scope_of(statement) is None:
        return
    if isinstance(statement, ast.Raise) and "StopIteration" in ast.unparse(statement):
        yield Fix(
            (code.replace(statement, "return"),), "A generator ends by returning (PEP 479).", 0.95
        )
        return
    calls = [
        n for n in code.header(statement) if isinstance(n, ast.Call) and called_name(n) == "next"
    ]
    if len(calls) != 1 or len(calls[0].args) != 1 or not code.stands_alone(statement):
        return
    if not isinstance(statement, (ast.Assign, ast.Expr, ast.AugAssign)):
        return
    indent, newline = code.indent(statement), code.source.newline
    step = "\t" if "\t" in indent else "    "
    end_line = statement.end_lineno or statement.lineno
    yield Fix(
        (
            code.line_before(statement, "try:"),
            *indent_block(code, statement.lineno, end_line, step),
            code.line_after(statement, f"except StopIteration:{newline}{indent}{step}return"),
        ),
        "next() ends the generator by raising StopIteration, which it must catch and return "
        "(PEP 479).",
        0.85,
    )


PATTERN = value_pattern(
    "stop_iteration", {"RuntimeError"}, {r"^(generator|coroutine) raised StopIteration": propose}
)
