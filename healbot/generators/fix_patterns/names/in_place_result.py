"""None from a method that works in place: ``x = x.sort()``, ``for n in numbers.reverse()``.

The None only surfaces where it is used, as an AttributeError or a TypeError; the repair is where
the value was lost. Source: Python FAQ, "Why doesn't list.sort() return the sorted list?".
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.names.nothing import (
    EXCEPTIONS,
    called_function,
    is_about_none,
    suspects,
)
from healbot.generators.fix_patterns.names.places import (
    indent_of,
    parents,
    pattern,
    without_overlaps,
)
from healbot.generators.fix_patterns.names.scopes import Function
from healbot.generators.fix_patterns.names.wordlist import words
from healbot.generators.fix_patterns.pattern import Context, Fix

METHODS = frozenset(words("sort reverse append extend insert remove clear update add discard"))
"""Methods of builtin containers that return None."""

FUNCTIONS = frozenset({"shuffle", "heapify"})
"""Functions that work in place on their first argument and return None."""


def _propose(ctx: Context, tree: ast.Module) -> Iterator[Fix]:
    if not is_about_none(ctx.message):
        return
    for value, statement in suspects(ctx, tree):
        if isinstance(parents(tree).get(value), ast.Expr):
            continue  # a statement of its own: nobody uses its None
        if isinstance(value, ast.Call) and _subject(value) is not None:
            yield from _repair(ctx, tree, value, statement)
            return
        function = called_function(tree, value)
        if function is not None and _changes_itself(ctx, value, statement, function):
            start, _ = ctx.span(statement)
            edit = SourceEdit(ctx.source.path, start, ctx.span(value)[0], "")
            reason = f"`{function.name}` changes the object and returns nothing."
            yield Fix((edit,), f"{reason} The assignment throws the object away.", 0.7)
            return
        if function is not None:
            for node in ast.walk(function):
                call = node.value if isinstance(node, ast.Return) else None
                if isinstance(node, ast.stmt) and isinstance(call, ast.Call) and _subject(call):
                    yield from _repair(ctx, tree, call, node)
                    return


def _changes_itself(ctx: Context, value: ast.expr, statement: ast.stmt, function: Function) -> bool:
    """Whether ``x = x.method()`` takes the None of a method that has no return."""
    if not isinstance(statement, ast.Assign) or not isinstance(value, ast.Call):
        return False
    receiver = value.func.value if isinstance(value.func, ast.Attribute) else None
    same = receiver is not None and ctx.text_of(receiver) == ctx.text_of(statement.targets[0])
    returns = any(isinstance(n, ast.Return | ast.Yield) and n.value for n in ast.walk(function))
    return same and not returns


def _subject(call: ast.Call) -> ast.expr | None:
    """Returns what an in-place call changes."""
    function = call.func
    if isinstance(function, ast.Attribute):
        if function.attr in FUNCTIONS and call.args:
            return call.args[0]
        return function.value if function.attr in METHODS else None
    is_function = isinstance(function, ast.Name) and function.id in FUNCTIONS
    return call.args[0] if is_function and call.args else None


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _repair(ctx: Context, tree: ast.Module, call: ast.Call, statement: ast.stmt) -> Iterator[Fix]:
    subject, name = _subject(call), _name(call)
    if subject is None or not _could_be_container(ctx, tree, call, name):
        return
    reason = f"`{name}` works in place and returns None."
    whole = getattr(statement, "value", None) is call
    if isinstance(statement, ast.Assign) and whole and len(statement.targets) == 1:
        target = statement.targets[0]
        if ctx.text_of(target) == ctx.text_of(subject):
            start, _ = ctx.span(statement)
            edit = SourceEdit(ctx.source.path, start, ctx.span(call)[0], "")
            yield Fix((edit,), f"{reason} The assignment throws the value away.", 0.95)
            return
    expression = _as_expression(ctx, tree, call, subject, name)
    if expression is not None:
        yield Fix((ctx.replace(call, expression),), f"{reason} An expression needs a value.", 0.92)
    elif whole and isinstance(statement, ast.Assign | ast.Return):
        yield from _two_statements(ctx, statement, call, subject, reason)
    elif isinstance(statement, ast.Expr):
        yield from _split_chain(ctx, statement, call, reason)


def _could_be_container(ctx: Context, tree: ast.Module, call: ast.Call, name: str) -> bool:
    """Whether no class of the file defines a method of that name."""
    return not any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name
        for node in ast.walk(tree)
    )


def _as_expression(
    ctx: Context, tree: ast.Module, call: ast.Call, subject: ast.expr, name: str
) -> str | None:
    """Returns an expression with the value that the in-place call was thought to have."""
    text = ctx.text_of(subject)
    if isinstance(parents(tree).get(call), ast.Attribute) and _is_statement_chain(tree, call):
        return None
    if name == "sort":
        after_name = ctx.source.text[ctx.span(call.func)[1] : ctx.span(call)[1]]
        arguments = after_name.strip()[1:-1].strip()
        return f"sorted({text}, {arguments})" if arguments else f"sorted({text})"
    if name == "reverse" and not call.args:
        parent = parents(tree).get(call)
        iterated = isinstance(parent, ast.For | ast.comprehension) or (
            isinstance(parent, ast.Call) and call in parent.args
        )
        if iterated and not isinstance(parent, ast.Call):
            return f"reversed({text})"
        return f"{text}[::-1]" if isinstance(subject, ast.Name | ast.Attribute | ast.Call) else None
    return None


def _is_statement_chain(tree: ast.Module, call: ast.Call) -> bool:
    """Whether a chain such as ``x.sort().reverse()`` is a statement of its own."""
    node: ast.AST | None = call
    table = parents(tree)
    while isinstance(node, ast.Call | ast.Attribute):
        node = table.get(node)
    return isinstance(node, ast.Expr)


def _two_statements(
    ctx: Context, statement: ast.Assign | ast.Return, call: ast.Call, subject: ast.expr, reason: str
) -> Iterator[Fix]:
    """``y = x.append(1)`` becomes ``x.append(1)`` and ``y = x``."""
    if not isinstance(subject, ast.Name | ast.Attribute):
        return
    start, end = ctx.span(statement)
    head = ctx.source.text[start : ctx.span(call)[0]]
    text = f"{ctx.text_of(call)}{ctx.source.newline}{indent_of(ctx, statement)}"
    edits = (SourceEdit(ctx.source.path, start, end, f"{text}{head}{ctx.text_of(subject)}"),)
    sure = 0.9 if isinstance(statement, ast.Return) or _name(call) == "shuffle" else 0.6
    yield Fix(edits, f"{reason} Call it first, then use the object.", sure)


def _split_chain(ctx: Context, statement: ast.Expr, call: ast.Call, reason: str) -> Iterator[Fix]:
    """``x.sort().reverse()`` becomes two statements."""
    subject = _subject(call)
    if not isinstance(subject, ast.Name | ast.Attribute) or not isinstance(
        call.func, ast.Attribute
    ):
        return
    _, end = ctx.span(call)
    text = f"{ctx.source.newline}{indent_of(ctx, statement)}{ctx.text_of(subject)}"
    yield Fix(without_overlaps([ctx.insert(end, text)]), f"{reason} Nothing can be chained.", 0.93)


PATTERN = pattern("in_place_result", EXCEPTIONS, _propose)
