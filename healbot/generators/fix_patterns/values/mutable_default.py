"""``tags: list = []`` in a data class: the default must be made anew for each object."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.edits import import_name


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``field(default_factory=...)`` for every mutable default of the class."""
    for field in code.all(ast.AnnAssign):
        target = field.target
        if not isinstance(target, ast.Name) or target.id != match["name"]:
            continue
        cls = code.class_of(field)
        name, edits = import_name(code, "dataclasses", "field")
        changes = []
        for other in cls.body if cls is not None else []:
            value = other.value if isinstance(other, ast.AnnAssign) else None
            factory = _factory(code, value) if value is not None else None
            if value is not None and factory is not None:
                changes.append(code.replace(value, f"{name}(default_factory={factory})"))
        if changes:
            yield Fix(
                (*edits, *changes),
                "All objects would share the default; a factory makes one for each.",
                0.95,
            )
        return


def _factory(code: Code, value: ast.expr) -> str | None:
    match value:
        case ast.List(elts=[]):
            return "list"
        case ast.Dict(keys=[]):
            return "dict"
        case ast.Call(func=ast.Name(id="list" | "dict" | "set" as name), args=[], keywords=[]):
            return name
        case ast.List() | ast.Dict() | ast.Set():
            return f"lambda: {code.text(value)}"
        case _:
            return None


PATTERN = value_pattern(
    "mutable_default",
    {"ValueError"},
    {r"^mutable default <class '[\w.]+'> for field (?P<name>\w+) is not allowed": propose},
)
