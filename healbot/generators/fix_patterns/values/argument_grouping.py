"""Arguments that must be one collection, or one collection that must be separate arguments."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code

_GROUPS = {
    # callee -> brackets, confidence: what the callee takes as one argument
    "append": ("()", 0.8),
    "add": ("()", 0.6),
    "join": ("[]", 0.85),
    "set": ("[]", 0.85),
    "list": ("[]", 0.85),
    "tuple": ("[]", 0.8),
    "frozenset": ("[]", 0.85),
    "choice": ("[]", 0.85),
    "shuffle": ("[]", 0.3),
    "sum": ("[]", 0.8),
    "any": ("[]", 0.85),
    "all": ("[]", 0.85),
    "sorted": ("[]", 0.6),
    "mean": ("[]", 0.8),
    "median": ("[]", 0.8),
    "extend": ("[]", 0.6),
    "deque": ("[]", 0.5),
    "Counter": ("[]", 0.5),
}


def group(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the fix that makes one collection of the arguments of a builtin."""
    for call in code.failing(ast.Call):
        name = _called(call)
        if name == "isinstance" and len(call.args) > 2:
            yield _grouped(code, call, call.args[1:], "()", name, 0.92)
            return
        if name not in _GROUPS or len(call.args) < 2 or code.functions(name):
            continue
        if any(isinstance(a, ast.Starred) for a in call.args):
            continue
        brackets, confidence = _GROUPS[name]
        yield _grouped(code, call, call.args, brackets, name, confidence)
        return


def _grouped(
    code: Code, call: ast.Call, nodes: list[ast.expr], brackets: str, name: str, sure: float
) -> Fix:
    start, end = code.outer_span(nodes[0])[0], code.outer_span(nodes[-1])[1]
    return Fix(
        (code.insert(start, brackets[0]), code.insert(end, brackets[1])),
        f"{name}() takes one collection here, not {len(nodes)} arguments.",
        sure,
    )


def tuple_of_choices(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``startswith(("a", "b"))`` for a list, and ``isinstance`` with a list of types."""
    for call in code.failing(ast.Call):
        name = _called(call)
        if name in ("startswith", "endswith") and call.args:
            if isinstance(call.args[0], (ast.List, ast.Set)):
                yield _as_tuple(code, call.args[0], name)
            elif len(call.args) > 1 and all(_is_text(a) for a in call.args):
                yield _grouped(code, call, call.args, "()", name, 0.85)
            elif isinstance(call.args[0], (ast.Name, ast.Attribute)) and "first arg" in match[0]:
                yield _as_tuple(code, call.args[0], name)
        elif name in ("isinstance", "issubclass") and len(call.args) == 2:
            if isinstance(call.args[1], (ast.List, ast.Set)):
                yield _as_tuple(code, call.args[1], name)
            elif isinstance(call.args[1], ast.Constant) and _is_type_name(call.args[1].value):
                yield Fix(
                    (code.replace(call.args[1], str(call.args[1].value)),),
                    f"{name}() takes the type itself, not its name as text.",
                    0.9,
                )


def _is_type_name(value: object) -> bool:
    return value in ("int", "str", "float", "list", "dict", "tuple", "set", "bool", "bytes")


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _as_tuple(code: Code, node: ast.expr, name: str) -> Fix:
    start, end = code.span(node)
    edits: tuple[SourceEdit, ...] = (code.insert(start, "tuple("), code.insert(end, ")"))
    if isinstance(node, (ast.List, ast.Set)):
        inner = code.source.text[start + 1 : end - 1]
        comma = "," if len(node.elts) == 1 and not inner.rstrip().endswith(",") else ""
        edits = (code.replace(node, f"({inner}{comma})"),)
    return Fix(edits, f"{name}() takes several choices only as a tuple.", 0.92)


def spread(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the fix for a tuple that is passed where its members are the arguments."""
    name = match["function"].rpartition(".")[2]
    missing = int(match["count"])
    for call in code.failing(ast.Call):
        called = _called(call)
        if called != name and not (name == "__init__" and code.classes(called)):
            continue
        if len(call.args) != 1 or call.keywords:
            continue
        argument = call.args[0]
        if isinstance(argument, (ast.Tuple, ast.List)) and len(argument.elts) == missing + 1:
            start, end = code.span(argument)
            inner = code.source.text[start + 1 : end - 1]
            if isinstance(argument, ast.Tuple) or missing >= 1:
                yield Fix(
                    (code.replace(argument, inner.strip().rstrip(",")),),
                    f"{called}() takes {missing + 1} arguments and is given one tuple of them.",
                    0.9 if isinstance(argument, ast.Tuple) else 0.75,
                )
        else:
            live = code.live(argument)
            if live is None or live.length != missing + 1:
                continue
            if live.type_name in ("tuple", "list"):
                yield Fix(
                    (code.insert(code.span(argument)[0], "*"),),
                    f"{called}() takes {missing + 1} arguments; {ast.unparse(argument)} holds "
                    "exactly so many and is unpacked.",
                    0.75 if live.type_name == "tuple" else 0.6,
                )


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


PATTERN = value_pattern(
    "argument_grouping",
    {"TypeError"},
    {
        r"(takes|expected) (at most|exactly) (one|1|2|two) arguments?(,| \()": group,
        r"isinstance expected 2 arguments": group,
        r"choice\(\) takes 2 positional arguments but": group,
        r"(mean|median)\(\) takes 1 positional argument but": group,
        r"(starts|ends)with first arg must be (str|bytes) or a tuple|"
        r"isinstance\(\) arg 2 must be a type|issubclass\(\) arg 2 must be a|"
        r"slice indices must be integers or None": tuple_of_choices,
        r"(?P<function>[\w.]+)\(\) missing (?P<count>\d+) required positional arguments?": spread,
    },
)
