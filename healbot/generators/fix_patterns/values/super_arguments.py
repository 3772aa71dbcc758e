"""Calls of the parent class's methods with ``self`` twice, without it, or without its arguments."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.streams import called_name


def _own_parameter(code: Code) -> str:
    """Returns the first parameter of the method that failed, ``""`` outside methods."""
    function = code.function_scope_of(code.statement) if code.statement is not None else None
    if function is None or not isinstance(code.parent(function), ast.ClassDef):
        return ""
    return function.args.args[0].arg if function.args.args else ""


def twice(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``super().__init__(name)`` for ``super().__init__(self, name)``."""
    own = _own_parameter(code)
    name = (match["function"] or match["other"]).rpartition(".")[2]
    for call in code.failing(ast.Call):
        match call:
            case ast.Call(
                func=ast.Attribute(value=owner, attr=attr), args=[ast.Name(id=first), *rest]
            ):
                bound = _is_super(owner) or (isinstance(owner, ast.Name) and owner.id == own)
                if attr == name and first == own and bound:
                    start = code.span(call.args[0])[0]
                    end = code.span(rest[0])[0] if rest else code.span(call.args[0])[1]
                    yield Fix(
                        (code.delete(start, end),),
                        f"{own} is passed by Python already, so it was given twice.",
                        0.95,
                    )
                    return


def _is_super(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and called_name(node) == "super"


def missing(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the arguments that the parent's constructor needs and the child's has."""
    own = _own_parameter(code)
    name = match["function"].rpartition(".")[2]
    names = re.findall(r"'(\w+)'", match["names"])
    for call in code.failing(ast.Call):
        if not isinstance(call.func, ast.Attribute) or call.func.attr != name or not own:
            continue
        owner = call.func.value
        end = code.span(call)[1] - 1
        if _is_super(owner) and not call.args and not call.keywords:
            function = code.function_scope_of(call)
            given = [a.arg for a in function.args.args] if function is not None else []
            if all(n in given for n in names):
                yield Fix(
                    (code.insert(end, ", ".join(names)),),
                    f"The parent's {name} needs {', '.join(names)}, which this method is given.",
                    0.92,
                )
        elif isinstance(owner, ast.Name) and code.classes(owner.id) and len(names) == 1:
            start = code.source.text.index("(", code.span(call.func)[1]) + 1
            comma = ", " if call.args or call.keywords else ""
            if not any(isinstance(a, ast.Name) and a.id == own for a in call.args):
                yield Fix(
                    (code.insert(start, own + comma),),
                    f"A method that is called on the class {owner.id} needs {own}.",
                    0.93,
                )
        return


PATTERN = value_pattern(
    "super_arguments",
    {"TypeError"},
    {
        r"(?P<function>[\w.<>]+)\(\) takes \d+ positional arguments? but \d+ (was|were) given|"
        r"(?P<other>[\w.<>]+)\(\) got multiple values for argument": twice,
        r"(?P<function>[\w.<>]+)\(\) missing \d+ required positional arguments?: "
        r"(?P<names>.*)$": missing,
    },
)
