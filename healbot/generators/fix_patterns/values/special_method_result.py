"""``__init__`` that returns a value, ``__str__`` that prints or returns no text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.edits import wrap
from healbot.generators.fix_patterns.values.kinds import kind_of


def init(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``return`` without a value for the constructor that returns one."""
    found = [
        node
        for method in code.functions("__init__")
        for node in code.all(ast.Return, method)
        if node.value is not None
        and code.function_scope_of(node) is method
        and not (isinstance(node.value, ast.Constant) and node.value.value is None)
    ]
    classes = {code.class_of(node) for node in found}
    if not found or len(classes) != 1:
        return
    edits = []
    for node in found:
        if node.value is None:
            return
        effect = isinstance(node.value, (ast.Call, ast.Await))
        edits.append(code.replace(node, code.text(node.value) if effect else "return"))
    yield Fix(
        tuple(edits),
        "__init__ fills the object and returns nothing; Python returns the object.",
        0.9,
    )


def text(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the fix for ``__str__ returned non-string``."""
    kind = match["kind"]
    methods = code.functions(match["method"])
    fixes: list[Fix] = []
    for method in methods:
        returns = [
            n
            for n in code.all(ast.Return, method)
            if code.function_scope_of(n) is method and n.value is not None
        ]
        if kind == "NoneType":
            fixes += _printing(code, method, returns)
        else:
            wrong = [n.value for n in returns if n.value and kind_of(code, n.value) in (kind, None)]
            if len(wrong) == 1 and not isinstance(wrong[0], ast.JoinedStr):
                fixes.append(
                    Fix(
                        wrap(code, wrong[0], "str("),
                        f"{method.name} must return text; the value is converted.",
                        0.85,
                    )
                )
    if len(fixes) == 1:
        yield fixes[0]


def _printing(
    code: Code, method: ast.FunctionDef | ast.AsyncFunctionDef, returns: list[ast.Return]
) -> Iterator[Fix]:
    match method.body[-1]:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[shown], keywords=[])) as last:
            if not returns and kind_of(code, shown) == "str":
                yield Fix(
                    (code.replace(last, f"return {code.text(shown)}"),),
                    f"{method.name} prints the text instead of returning it.",
                    0.9,
                )
        case ast.Expr(value=ast.JoinedStr() | ast.BinOp() as shown) as last:
            if not returns:
                yield Fix(
                    (code.insert(code.span(last)[0], "return "),),
                    f"{method.name} makes the text but does not return it.",
                    0.92,
                )


PATTERN = value_pattern(
    "special_method_result",
    {"TypeError"},
    {
        r"^__init__\(\) should return None": init,
        r"^(?P<method>__str__|__repr__) returned non-string \(type (?P<kind>\w+)\)": text,
    },
)
