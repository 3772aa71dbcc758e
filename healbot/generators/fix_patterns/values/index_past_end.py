"""``IndexError`` whose reason the text proves: one step past the end of the list."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Binding, Code


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the fix of the range, the loop condition or the index."""
    for node in code.failing(ast.Subscript):
        fix = _last_item(code, node) or _own_item(code, node) or _range(code, node)
        fix = fix or _while(code, node)
        if fix is not None:
            yield fix
            return


def _is_length_of(code: Code, node: ast.expr | None, collection: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Name(id="len"), args=[argument]):
            return ast.dump(argument) == ast.dump(collection)
        case ast.Name():
            bindings = code.resolve(node)
            value = bindings[0].value if len(bindings) == 1 and not bindings[0].path else None
            return not isinstance(value, ast.Name) and _is_length_of(code, value, collection)
        case _:
            return False


def _last_item(code: Code, node: ast.Subscript) -> Fix | None:
    """``x[len(x)]`` means the last item."""
    if not _is_length_of(code, node.slice, node.value):
        return None
    return Fix(
        (code.replace(node.slice, "-1"),), "Indices end at len() - 1; the last item is [-1].", 0.9
    )


def _index(node: ast.Subscript) -> tuple[ast.Name, int] | None:
    """Returns the variable and the constant offset of an index such as ``i + 1``."""
    match node.slice:
        case ast.Name() as name:
            return name, 0
        case ast.BinOp(left=ast.Name() as name, op=ast.Add(), right=ast.Constant(value=int(step))):
            return name, step
        case _:
            return None


def _range(code: Code, node: ast.Subscript) -> Fix | None:
    found = _index(node)
    if found is None:
        return None
    name, step = found
    match code.resolve(name):
        case [Binding(kind="for", value=ast.Call(func=ast.Name(id="range"), args=args))] if args:
            stop = args[0] if len(args) == 1 else args[1]
        case _:
            return None
    start = code.span(stop)[0]
    match stop:
        case ast.BinOp(left=left, op=ast.Add(), right=ast.Constant(value=int(extra))) if step == 0:
            if extra >= 1 and _is_length_of(code, left, node.value):
                end = code.span(stop)[1]
                edit = SourceEdit(code.source.path, code.outer_span(left)[1], end, "")
                return Fix((edit,), "The range runs past the last index, which is len() - 1.", 0.9)
    if _is_length_of(code, _start(stop), node.value) and step > 0 and start >= 0:
        end = code.outer_span(stop)[1]
        return Fix(
            (code.insert(end, f" - {step}"),),
            f"The item {step} further is used as well, so the range ends {step} earlier.",
            0.3 if _uses_each(code, node, name.id) else 0.85,
        )
    return None


def _uses_each(code: Code, node: ast.Subscript, name: str) -> bool:
    """Whether other statements of the loop use every item: a shorter loop would lose the last."""
    loop = next((a for a in code.ancestors(node) if isinstance(a, ast.For)), None)
    return loop is not None and any(
        ast.dump(other.value) == ast.dump(node.value)
        and isinstance(other.slice, ast.Name)
        and other.slice.id == name
        and code.statement_of(other) is not code.statement
        and not any(a is code.statement for a in code.ancestors(other))
        for other in code.all(ast.Subscript, loop)
    )


def _start(stop: ast.expr) -> ast.expr:
    """Returns what a difference begins with: ``n`` of ``n - i``."""
    while isinstance(stop, ast.BinOp) and isinstance(stop.op, ast.Sub):
        stop = stop.left
    return stop


def _own_item(code: Code, node: ast.Subscript) -> Fix | None:
    """``for x in items: items[x]``: the loop variable is the item already."""
    if not isinstance(node.slice, ast.Name) or not isinstance(node.ctx, ast.Load):
        return None
    bindings = code.resolve(node.slice)
    if len(bindings) != 1 or bindings[0].kind != "for" or bindings[0].path:
        return None
    if bindings[0].value is None or ast.dump(bindings[0].value) != ast.dump(node.value):
        return None
    scope = code.binding_scope(node.slice)
    same = [
        p
        for n in (code.reads(node.slice.id, scope) if scope is not None else [])
        if isinstance(p := code.parent(n), ast.Subscript)
        and p.slice is n
        and ast.dump(p.value) == ast.dump(node.value)
    ]
    return Fix(
        tuple(code.replace(p, node.slice.id) for p in same),
        f"{node.slice.id} is the item already, not its index.",
        0.9,
    )


def _while(code: Code, node: ast.Subscript) -> Fix | None:
    """``while i <= len(items)``: the last round is past the end."""
    found = _index(node)
    if found is None:
        return None
    for ancestor in code.ancestors(node):
        if not isinstance(ancestor, ast.While):
            continue
        for compare in code.all(ast.Compare, ancestor.test):
            match compare:
                case ast.Compare(left=ast.Name(id=id_), ops=[ast.LtE()], comparators=[right]):
                    if (
                        id_ == found[0].id
                        and found[1] == 0
                        and _is_length_of(code, right, node.value)
                    ):
                        offset = code.source.text.index("<=", code.span(compare.left)[1])
                        return Fix(
                            (code.delete(offset + 1, offset + 2),),
                            "The last index is len() - 1.",
                            0.92,
                        )
                case ast.Compare(left=ast.Name(id=id_), ops=[ast.Lt()], comparators=[right]):
                    if (
                        id_ == found[0].id
                        and found[1] > 0
                        and _is_length_of(code, right, node.value)
                    ):
                        end = code.outer_span(right)[1]
                        return Fix(
                            (code.insert(end, f" - {found[1]}"),),
                            "The item further on is used as well.",
                            0.85,
                        )
    return None


PATTERN = value_pattern(
    "index_past_end",
    {"IndexError"},
    {r"^(list|string|tuple|bytearray)? ?(assignment )?index out of range": propose},
)
