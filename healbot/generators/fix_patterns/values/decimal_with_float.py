"""``Decimal("9.99") * 1.2``: a decimal and a binary fraction cannot be combined."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.edits import import_name, wrap
from healbot.generators.fix_patterns.values.kinds import kind_of


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the fix that makes a Decimal of the text of the float."""
    for node in code.failing(ast.AST):
        if isinstance(node, ast.BinOp):
            sides = [node.left, node.right]
        elif isinstance(node, ast.AugAssign):
            sides = [node.value]
        else:
            continue
        kinds = [kind_of(code, side) for side in sides]
        floats = [s for s, kind in zip(sides, kinds, strict=True) if kind == "float"]
        if len(floats) != 1 or (len(sides) == 2 and "int" in kinds):
            continue
        name, imports = import_name(code, "decimal", "Decimal")
        target = _constant(code, floats[0])
        yield Fix(
            (*imports, *_decimal(code, target, name)),
            "A float cannot be combined with a Decimal; a Decimal is made of its text, which keeps "
            "the written digits.",
            0.9,
        )
        return


def _constant(code: Code, node: ast.expr) -> ast.expr:
    """Returns the literal that a variable is bound to, else the expression itself."""
    if isinstance(node, ast.Name):
        bindings = code.resolve(node)
        if len(bindings) == 1 and isinstance(bindings[0].value, ast.Constant):
            return bindings[0].value
    return node


def _decimal(code: Code, node: ast.expr, name: str) -> tuple[SourceEdit, ...]:
    if isinstance(node, ast.Constant):
        return (code.replace(node, f'{name}("{code.text(node)}")'),)
    return wrap(code, node, f"{name}(str(", "))")


PATTERN = value_pattern(
    "decimal_with_float",
    {"TypeError"},
    {
        r"unsupported operand type\(s\) for .*: 'decimal\.Decimal' and 'float'": propose,
        r"unsupported operand type\(s\) for .*: 'float' and 'decimal\.Decimal'": propose,
    },
)
