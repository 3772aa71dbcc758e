"""A decorator that does not return its inner function, and a callback that is called too early."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code, Function


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``return wrapper`` for a decorator without it."""
    used = {_root(d) for n in code.nodes for d in getattr(n, "decorator_list", [])}
    used |= {
        call.func.id
        for call in code.all(ast.Call)
        if isinstance(call.func, ast.Name)
        and call.args
        and isinstance(call.args[0], ast.Name)
        and code.functions(call.args[0].id)
    }
    broken = [
        function
        for function in code.all(ast.FunctionDef)
        if _makes_function(code, function)
        and any(_name(holder) in used for holder in (function, *code.ancestors(function)))
    ]
    for function in broken[:1]:
        inner = function.body[-1]
        if not isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        yield Fix(
            (code.line_after(inner, f"return {inner.name}"),),
            f"{function.name} defines {inner.name} but does not return it, so what it decorates "
            "becomes None.",
            0.93,
        )


def _root(node: ast.expr) -> str:
    while isinstance(node, (ast.Call, ast.Attribute)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _name(node: ast.AST) -> str:
    return getattr(node, "name", "")


def _makes_function(code: Code, function: Function) -> bool:
    """Whether a function ends in the definition of another and returns nothing itself."""
    if not isinstance(function.body[-1], (ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    return not any(code.function_scope_of(n) is function for n in code.all(ast.Return, function))


def too_early(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``register(save)`` for ``register(save())``: the function itself is handed over."""
    for call in code.failing(ast.Call):
        places = [*call.args, *(k.value for k in call.keywords if k.arg in _CALLBACKS)]
        for node in places:
            if isinstance(node, ast.Call) and not node.args and not node.keywords:
                end, func_end = code.span(node)[1], code.span(node.func)[1]
                yield Fix(
                    (SourceEdit(code.source.path, func_end, end, ""),),
                    f"{ast.unparse(node.func)} is called at once; the function itself is to "
                    f"be handed "
                    "over.",
                    0.85,
                )
                return


_CALLBACKS = frozenset({"target", "command", "key", "callback", "default", "func", "function"})

PATTERN = value_pattern(
    "none_called",
    {"TypeError", "ValueError"},
    {
        r"^'NoneType' object is not callable": propose,
        r"^the first argument must be callable|stmt is neither a string nor callable|"
        r"^first argument must be callable": too_early,
    },
)
