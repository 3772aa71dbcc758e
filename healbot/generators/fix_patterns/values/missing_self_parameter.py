"""``def area():`` in a class: the method lacks ``self`` (or a class method lacks ``cls``)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.project_modules import ProjectModules
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code, Function


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the fix for a call that gives one argument too many."""
    groups = match.groupdict()
    if groups.get("given") and int(groups["given"]) != int(groups["takes"]) + 1:
        return
    owner, name = _split(match["function"])
    places = [(code, method) for method in _broken(code, owner, name)]
    if not _called_on_object(code, name):
        places = []
    if not places and not code.functions(name):
        places = list(_broken_elsewhere(code, owner, name))
    if len(places) != 1:
        return
    where, found = places[0]
    holder = where.parent(found)
    if not isinstance(holder, ast.ClassDef):
        return
    word = _word(found)
    edits = [
        _insertion(where, method)
        for method in holder.body
        if isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)) and lacks_self(where, method)
    ]
    yield Fix(
        tuple(edits),
        f"{holder.name}.{name} is called on an object, which Python passes as the first argument; "
        f"the method does not take it, so {word} is added.",
        0.93,
    )


def _broken(code: Code, owner: str, name: str) -> list[Function]:
    return [
        method
        for method in code.functions(name)
        if lacks_self(code, method) and owner in ("", _class_name(code, method))
    ]


def _broken_elsewhere(code: Code, owner: str, name: str) -> Iterator[tuple[Code, Function]]:
    """Yields the methods in files that the failing one imports: the traceback shows the caller.

    Only for messages that name the class (Python 3.10 and newer): a bare name may be any function.
    """
    if not owner:
        return
    context = code.context
    for source, tree in ProjectModules(context).imported(code.tree):
        if name in source.text and owner in source.text:
            other = Code(replace(context, source=source), tree)
            yield from ((other, method) for method in _broken(other, owner, name))


def lacks_self(code: Code, method: Function) -> bool:
    """Whether a function is a method whose first parameter is not the object or class."""
    if not isinstance(code.parent(method), ast.ClassDef) or method.name == "__new__":
        return False
    decorators = {getattr(d, "id", getattr(d, "attr", "")) for d in method.decorator_list}
    if "staticmethod" in decorators or method.args.posonlyargs:
        return False
    first = method.args.args[0].arg if method.args.args else ""
    if first in ("self", "cls", "this", "klass", "mcs", "_") or (
        not first and method.args.vararg is not None
    ):
        return False
    # A first parameter that the body uses like an object is only named unusually.
    return not any(
        isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id == first
        for n in ast.walk(method)
        if isinstance(getattr(n, "ctx", None), ast.Store)
    )


def _word(method: Function) -> str:
    is_class = any(getattr(d, "id", "") == "classmethod" for d in method.decorator_list)
    return "cls" if is_class or method.name == "__init_subclass__" else "self"


def _insertion(code: Code, method: Function) -> SourceEdit:
    arguments = method.args
    word = _word(method)
    if arguments.args:
        first = arguments.args[0]
        offset = code.source.offset_of_utf8(first.lineno, first.col_offset)
        return code.insert(offset, f"{word}, ")
    start = code.source.offset_of_utf8(method.lineno, method.col_offset)
    offset = code.source.text.index("(", start) + 1
    return code.insert(offset, f"{word}, " if arguments.kwonlyargs or arguments.kwarg else word)


def _split(function: str) -> tuple[str, str]:
    parts = function.split(".")
    return (parts[-2] if len(parts) > 1 else ""), parts[-1]


def _class_name(code: Code, method: Function) -> str:
    holder = code.parent(method)
    return holder.name if isinstance(holder, ast.ClassDef) else ""


def _called_on_object(code: Code, name: str) -> bool:
    if name.startswith("__"):
        return True
    return any(
        isinstance(n.func, ast.Attribute) and n.func.attr == name for n in code.failing(ast.Call)
    ) or any(n.attr == name for n in code.failing(ast.Attribute))


PATTERN = value_pattern(
    "missing_self_parameter",
    {"TypeError"},
    {
        r"(?P<function>[\w.<>]+)\(\) takes (?P<takes>\d+) positional arguments? but "
        r"(?P<given>\d+) (was|were) given": propose,
        r"(?P<function>[\w.<>]+)\(\) got multiple values for argument": propose,
    },
)
