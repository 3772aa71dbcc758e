"""``import datetime`` and ``datetime(2024, 1, 1)``: the module is called, not what it holds."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Binding, Code

_TAKES_NOTHING = frozenset({"random.random", "time.time"})


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the fix that calls the member of the module with the module's name."""
    for call in code.failing(ast.Call):
        if not isinstance(call.func, ast.Name):
            continue
        module = _module(code.resolve(call.func))
        if module is None:
            continue
        member = _member(code, module)
        if member is None or (f"{module}.{member}" in _TAKES_NOTHING and call.args):
            return
        same = [
            other.func
            for other in code.all(ast.Call)
            if isinstance(other.func, ast.Name)
            and other.func.id == call.func.id
            and code.resolve(other.func) == code.resolve(call.func)
        ]
        yield Fix(
            tuple(code.insert(code.span(func)[1], f".{member}") for func in same),
            f"{call.func.id} is the module; what it offers under that name is {module}.{member}.",
            0.93,
        )
        return


def _module(bindings: list[Binding]) -> str | None:
    """Returns the dotted module that a name is bound to by its only binding."""
    if len(bindings) != 1 or not isinstance(bindings[0].target, ast.alias):
        return None
    alias, owner = bindings[0].target, bindings[0].owner
    if isinstance(owner, ast.ImportFrom):
        return f"{owner.module}.{alias.name}" if owner.module and not owner.level else None
    return alias.name if alias.asname else alias.name.partition(".")[0]


def _member(code: Code, module: str) -> str | None:
    name = module.rpartition(".")[2]
    members = code.context.problem.inspector.members(module)
    if name in members:
        return name
    alike = [m for m in members if m.lower() == name.lower().replace("_", "")]
    return alike[0] if len(alike) == 1 else None


PATTERN = value_pattern(
    "module_called", {"TypeError"}, {r"^'module' object is not callable": propose}
)
