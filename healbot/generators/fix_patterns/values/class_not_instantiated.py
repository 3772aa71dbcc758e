"""``Account.report()``: a method is called on the class, so ``self`` is missing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the fix that makes an object of the class first."""
    name = match["function"].rpartition(".")[2]
    for call in code.failing(ast.Call):
        match call.func:
            case ast.Attribute(value=ast.Name() as owner, attr=attr) if attr == name:
                yield from _fixes(code, call, owner)


def _fixes(code: Code, call: ast.Call, owner: ast.Name) -> Iterator[Fix]:
    bindings = code.resolve(owner)
    if len(bindings) != 1:
        return
    binding = bindings[0]
    if isinstance(binding.target, ast.ClassDef):
        yield from _on_class(code, call, owner, binding.target)
    elif binding.kind == "assign" and isinstance(binding.value, ast.Name) and not binding.path:
        class_bindings = code.resolve(binding.value)
        if len(class_bindings) == 1 and isinstance(class_bindings[0].target, ast.ClassDef):
            cls = class_bindings[0].target
            if needs_no_arguments(code, cls):
                end = code.span(binding.value)[1]
                yield Fix(
                    (code.insert(end, "()"),),
                    f"{owner.id} is the class {cls.name} itself; calling the class makes the "
                    f"object.",
                    0.92,
                )


def _on_class(code: Code, call: ast.Call, owner: ast.Name, cls: ast.ClassDef) -> Iterator[Fix]:
    instances = {
        target.id
        for node in code.all(ast.Assign, code.scope)
        for target in node.targets
        if isinstance(target, ast.Name)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
        and node.value.func.id == cls.name
        and node.lineno < call.lineno
    }
    if len(instances) == 1:
        instance = instances.pop()
        yield Fix(
            (code.replace(owner, instance),),
            f"The method is called on the class {cls.name}; {instance} is its object.",
            0.75,
        )
        return
    calls = [
        n
        for n in code.all(ast.Attribute)
        if isinstance(n.value, ast.Name)
        and n.value.id == cls.name
        and isinstance(code.parent(n), ast.Call)
    ]
    if instances or not needs_no_arguments(code, cls):
        return
    # Several calls, each on a new object, would lose what the object keeps between them.
    keeps = any(
        isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store) for n in ast.walk(cls)
    )
    yield Fix(
        (code.insert(code.span(owner)[1], "()"),),
        f"The method is called on the class {cls.name}; calling the class makes the object that "
        "the method needs.",
        0.9 if not keeps or len(calls) == 1 else 0.3,
    )


def needs_no_arguments(code: Code, cls: ast.ClassDef) -> bool:
    """Whether ``Cls()`` works: the class has no required constructor arguments."""
    for method in cls.body:
        if isinstance(method, ast.FunctionDef) and method.name == "__init__":
            required = len(method.args.args) - len(method.args.defaults) - 1
            keywords = [d for d in method.args.kw_defaults if d is None]
            return required <= 0 and not keywords
    if any("dataclass" in ast.unparse(d) for d in cls.decorator_list):
        return not any(isinstance(n, ast.AnnAssign) and n.value is None for n in cls.body)
    return all(ast.unparse(base) in ("object", "ABC") for base in cls.bases)


PATTERN = value_pattern(
    "class_not_instantiated",
    {"TypeError"},
    {r"(?P<function>[\w.]+)\(\) missing 1 required positional argument: '\w+'": propose},
)
