"""``RecursionError``: a property that returns itself, an assignment hook that assigns."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code, Function


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the fix of the attribute access that calls its own method again."""
    names = {f.function.rpartition(".")[2] for f in code.context.exception.project_frames[-6:]}
    for name in sorted(names):
        for function in code.functions(name):
            fix = _property(code, function) or _assignment_hook(code, function)
            fix = fix or _parent_method(code, function)
            if fix is not None:
                yield fix
                return


def _property(code: Code, function: Function) -> Fix | None:
    cls = code.class_of(function)
    if cls is None or not function.decorator_list:
        return None
    accessors = [
        m
        for m in cls.body
        if isinstance(m, ast.FunctionDef) and m.name == function.name and _is_accessor(m)
    ]
    own = [n for m in accessors for n in ast.walk(m) if _is_own(n, function.name)]
    hidden = f"_{function.name}"
    stored = any(
        _is_own(n, hidden) and isinstance(n.ctx, ast.Store)
        for n in ast.walk(cls)
        if isinstance(n, ast.Attribute)
    )
    setter = any(isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store) for n in own)
    if not own or not (stored or setter):
        return None
    edits = []
    for node in own:
        if not isinstance(node, ast.Attribute):
            continue
        end = code.span(node)[1]
        edits.append(SourceEdit(code.source.path, end - len(node.attr), end, hidden))
    return Fix(
        tuple(edits),
        f"The property {function.name} uses itself; the value is kept in {hidden}.",
        0.93,
    )


def _is_accessor(method: ast.FunctionDef) -> bool:
    return any(
        ast.unparse(d)
        in (
            "property",
            f"{method.name}.setter",
            f"{method.name}.deleter",
            "cached_property",
            "functools.cached_property",
        )
        for d in method.decorator_list
    )


def _is_own(node: ast.AST, name: str) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id="self"), attr=attr):
            return attr == name
        case _:
            return False


def _assignment_hook(code: Code, function: Function) -> Fix | None:
    """``__setattr__`` that assigns: the assignment goes to the base class."""
    if function.name != "__setattr__" or len(function.args.args) != 3:
        return None
    name, value = (a.arg for a in function.args.args[1:])
    for statement in function.body:
        for node in ast.walk(statement):
            match node:
                case ast.Call(func=ast.Name(id="setattr"), args=[ast.Name(id="self"), *_]):
                    new = f"super().__setattr__({name}, {value})"
                    return Fix(
                        (code.replace(node, new),),
                        "setattr() calls __setattr__ again; the base class assigns.",
                        0.92,
                    )
    return None


def _parent_method(code: Code, function: Function) -> Fix | None:
    """``def save(self): self.save()`` in a subclass means the parent's method."""
    cls = code.class_of(function)
    if cls is None or function.decorator_list:
        return None
    bases = [b.id for b in cls.bases if isinstance(b, ast.Name)]
    inherited = any(
        isinstance(m, ast.FunctionDef) and m.name == function.name
        for base in bases
        for c in code.classes(base)
        for m in c.body
    )
    calls = [
        n
        for n in ast.walk(function)
        if isinstance(n, ast.Call)
        and isinstance(n.func, ast.Attribute)
        and _is_own(n.func, function.name)
    ]
    if not inherited or len(calls) != 1:
        return None
    if not isinstance(calls[0].func, ast.Attribute):
        return None
    same = [ast.unparse(a) for a in calls[0].args] == [a.arg for a in function.args.args[1:]]
    return Fix(
        (code.replace(calls[0].func.value, "super()"),),
        f"{function.name} calls itself with what it was given; the parent's method is meant.",
        0.88 if same else 0.4,
    )


PATTERN = value_pattern(
    "recursive_property",
    {"RecursionError"},
    {r"maximum recursion depth exceeded": propose},
)
