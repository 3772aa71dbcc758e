"""A dictionary, set or deque changes while it is iterated over: the loop runs over a copy."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.edits import wrap
from healbot.generators.fix_patterns.values.streams import called_name


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``list(...)`` around what the failing loop iterates over."""
    for clause in code.loops():
        node = clause.iter
        while (
            isinstance(node, ast.Call)
            and called_name(node) in ("enumerate", "zip", "iter")
            and node.args
        ):
            node = node.args[0]
        if isinstance(node, ast.Call) and called_name(node) in ("list", "sorted", "tuple", "copy"):
            continue
        yield Fix(
            wrap(code, node, "list("),
            f"{ast.unparse(node)} is changed in the loop that iterates over it; list() makes "
            f"a copy to "
            "iterate over.",
            0.95,
        )
        return


PATTERN = value_pattern(
    "changed_during_iteration",
    {"RuntimeError"},
    {r"(changed size|keys changed|mutated) during iteration": propose},
)
