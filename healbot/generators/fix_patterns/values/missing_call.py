"""``total = order.total`` without ``()``: the function itself is used as if it were its result."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.index_for_call import NO_ARGUMENTS
from healbot.generators.fix_patterns.values.kinds import kind_of
from healbot.generators.fix_patterns.values.misspelt_keyword import parameter_names
from healbot.generators.fix_patterns.values.words import names

_FUNCTION = r"(?:builtin_function_or_method|method|function|method-wrapper|type|method_descriptor)"
_KINDS = frozenset({"builtin_function_or_method", "method", "function"})


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the fix that calls the functions of the failing statement which nobody calls."""
    edits: list[SourceEdit] = []
    names: list[str] = []
    for node in code.failing(ast.expr):
        if not isinstance(node, (ast.Name, ast.Attribute)) or _stays_function(code, node):
            continue
        if kind_of(code, node) not in _KINDS and not _is_method_of_item(code, node):
            continue
        place = _place(code, node)
        if place is None or not _callable_without_arguments(code, place):
            continue
        edits.append(code.insert(code.span(place)[1], "()"))
        names.append(ast.unparse(place))
    if edits:
        yield Fix(
            tuple(dict.fromkeys(edits)),
            f"{names[0]} is a function; its result is meant, so it is called.",
            0.92,
        )


def _stays_function(code: Code, node: ast.expr) -> bool:
    """Whether a function is called, or handed over as a function, or only a part of a name."""
    parent = code.parent(node)
    match parent:
        case ast.Call(func=func) if func is node:
            return True
        case ast.Call(func=ast.Name(id="map" | "filter" | "sorted"), args=[first, *_]):
            return first is node
        case ast.keyword() | ast.Lambda():
            return True
        case _:
            return False


def _is_method_of_item(code: Code, node: ast.expr) -> bool:
    """Whether ``item.total`` names a method of the file's classes and nothing else."""
    if not isinstance(node, ast.Attribute) or kind_of(code, node) is not None:
        return False
    methods = code.functions(node.attr)
    stored = any(
        isinstance(n.ctx, ast.Store) and n.attr == node.attr for n in code.all(ast.Attribute)
    )
    return bool(methods) and not stored and not any(m.decorator_list for m in methods)


def _place(code: Code, node: ast.expr) -> ast.expr | None:
    """Returns where ``()`` is missing: at the use, or where the variable got the function."""
    if isinstance(node, ast.Attribute):
        return node
    if not isinstance(node, ast.Name):
        return None
    bindings = code.resolve(node)
    if len(bindings) == 1 and bindings[0].kind == "definition":
        return node
    if len(bindings) == 1 and bindings[0].kind == "assign" and not bindings[0].path:
        value = bindings[0].value
        return value if isinstance(value, (ast.Attribute, ast.Name)) else None
    if not bindings and node.id == "input":
        return node
    return None


def _callable_without_arguments(code: Code, node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    functions = code.functions(name)
    if functions:
        required = len(parameter_names(functions[0])) - len(functions[0].args.defaults)
        return required <= 0
    return name in NO_ARGUMENTS or name in _READERS


_READERS = names(
    "time now today date time_ns total_seconds timestamp getvalue tolist sum mean max "
    "min std count isdigit isalpha islower isupper input random weekday isoweekday "
    "swapcase casefold exists is_file is_dir tell cwd home year_month stat getcwd "
    "qsize empty full perf_counter"
)


def attribute(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``text.strip().lower()`` for ``text.strip.lower()``."""
    for node in code.failing(ast.Attribute):
        if node.attr != match["name"] or not isinstance(node.value, (ast.Name, ast.Attribute)):
            continue
        if kind_of(code, node.value) in (*_KINDS, None):
            place = _place(code, node.value)
            if place is not None and _callable_without_arguments(code, place):
                yield Fix(
                    (code.insert(code.span(place)[1], "()"),),
                    f"{ast.unparse(place)} is a function; its result is meant, so it is called.",
                    0.93,
                )
                return


PATTERN = value_pattern(
    "missing_call",
    {"TypeError", "AttributeError"},
    {
        rf"unsupported operand type\(s\).*'{_FUNCTION}'|not supported between instances of.*"
        rf"'{_FUNCTION}'|'{_FUNCTION}' object is not iterable|object of type '{_FUNCTION}' has no "
        rf"len|argument of type '{_FUNCTION}'|\(not \"{_FUNCTION}\"\)|'{_FUNCTION}' object "
        rf"cannot be "
        rf"interpreted|not '{_FUNCTION}'|bad operand type for .*'{_FUNCTION}'|"
        rf"{_FUNCTION} found|Object of type {_FUNCTION} is not JSON|not {_FUNCTION}$|"
        rf"'{_FUNCTION}' object is not subscriptable|doesn't define __round__|"
        rf"unsupported format string passed to {_FUNCTION}": propose,
        rf"'{_FUNCTION}' object has no attribute '(?P<name>\w+)'": attribute,
    },
)
