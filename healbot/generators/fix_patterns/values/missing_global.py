"""``UnboundLocalError``: a variable of an outer scope is assigned inside a function."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code, Function
from healbot.generators.fix_patterns.values.words import closest


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the declaration, or the fix of what makes the name local by mistake."""
    name = match["name"]
    function = code.function_scope_of(code.statement) if code.statement is not None else None
    if function is None:
        return
    bindings = code.bindings(name, function)
    imports = [b for b in bindings if b.kind == "import"]
    if imports:
        yield from _late_import(code, name, function, imports[0].owner)
        return
    outer = _outer_scope(code, name, function)
    if outer is not None:
        if _is_function(code, name, outer) and len(bindings) == 1:
            yield from _shadowed_function(code, name, function)
            return
        word = "global" if outer is code.tree else "nonlocal"
        yield Fix(
            (_declaration(code, function, f"{word} {name}"),),
            f"{name} is assigned in {function.name}, which makes it local; the {word} one is "
            f"meant.",
            0.93 if any(b.kind == "augmented" for b in bindings) else 0.8,
        )
        return
    yield from _misspelt(code, name, function)


def _outer_scope(code: Code, name: str, function: Function) -> ast.AST | None:
    scope: ast.AST | None = code.function_scope_of(function)
    while scope is not None:
        if code.bindings(name, scope):
            return scope
        scope = code.function_scope_of(scope)
    return code.tree if code.bindings(name, code.tree) else None


def _is_function(code: Code, name: str, scope: ast.AST) -> bool:
    return all(b.kind in ("definition", "import") for b in code.bindings(name, scope))


def _declaration(code: Code, function: Function, text: str) -> SourceEdit:
    body = function.body
    first = body[0]
    match first:
        case ast.Expr(value=ast.Constant(value=str())):
            return code.line_after(first, text)
        case _:
            return code.line_before(first, text)


def _late_import(code: Code, name: str, function: Function, owner: ast.AST) -> Iterator[Fix]:
    """An import further down in the function hides the module's own until it runs."""
    if not isinstance(owner, (ast.Import, ast.ImportFrom)) or len(owner.names) != 1:
        return
    if not code.stands_alone(owner):
        return
    start = code.source.offset(owner.lineno, 0)
    end = code.source.offset((owner.end_lineno or owner.lineno) + 1, 0)
    text = code.source.text[code.span(owner)[0] : code.span(owner)[1]]
    holder = code.parent(owner)
    alone = len(getattr(holder, "body", [owner])) == 1 and holder is not function
    if alone:
        return
    yield Fix(
        (code.delete(start, end), _declaration(code, function, text)),
        f"{name} is imported further down in {function.name}, which makes it local there; "
        f"the import "
        "moves to the top of the function.",
        0.85,
    )


def _shadowed_function(code: Code, name: str, function: Function) -> Iterator[Fix]:
    """``total = total(items)``: the result gets another name than the function."""
    new = f"{name}_value"
    edits = []
    for node in code.uses(name, function):
        parent = code.parent(node)
        if isinstance(parent, ast.Call) and parent.func is node:
            continue
        edits.append(code.replace(node, new))
    yield Fix(
        tuple(edits),
        f"The result of {name}() hides the function inside {function.name}; it is renamed.",
        0.88,
    )


def _misspelt(code: Code, name: str, function: Function) -> Iterator[Fix]:
    """``coutn += 1`` beside ``count = 0``: only the misspelt name is never initialised."""
    bindings = code.bindings(name, function)
    if len(bindings) != 1 or bindings[0].kind != "augmented":
        return
    others = {
        node.id
        for node in code.all(ast.Name, function)
        if node.id != name and isinstance(node.ctx, ast.Store)
    }
    module = {n.id for n in code.all(ast.Name) if isinstance(n.ctx, ast.Store) and n.id != name}
    found = closest(name, others) or closest(name, module - others)
    uses = code.uses(name, function)
    if found is not None and found[1] >= 0.7 and len(uses) == 1:
        sure = found[1] if found[0] in others else 0.3
        yield Fix(
            (code.replace(uses[0], found[0]),),
            f"{name} is used only here; {found[0]} is meant.",
            sure,
        )


PATTERN = value_pattern(
    "missing_global",
    {"UnboundLocalError"},
    {
        r"^(local variable|cannot access local variable) '(?P<name>\w+)'": propose,
    },
)
