"""``row(0)``: a container, number or property is called like a function."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.kinds import NUMBERS, kind_of

_CONTAINERS = frozenset(
    {
        "list",
        "tuple",
        "dict",
        "str",
        "defaultdict",
        "OrderedDict",
        "Counter",
        "DataFrame",
        "Series",
        "ndarray",
        "deque",
        "range",
        "bytes",
        "mappingproxy",
    }
)


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the fix for the one call in the statement that can have failed."""
    kind = match["kind"].rpartition(".")[2]
    for call in code.failing(ast.Call):
        if not _may_be(code, call.func, kind):
            continue
        fix = _fix(code, call, kind)
        if fix is not None:
            yield fix
            return


def _may_be(code: Code, node: ast.expr, kind: str) -> bool:
    known = kind_of(code, node)
    if known is not None:
        return known.rpartition(".")[2] == kind
    if isinstance(node, ast.Attribute):
        return _is_property(code, node.attr)
    return False


def _is_property(code: Code, name: str) -> bool:
    functions = code.functions(name)
    return bool(functions) and all(
        any(
            ast.unparse(d) in ("property", "cached_property", "functools.cached_property")
            for d in f.decorator_list
        )
        for f in functions
    )


def _fix(code: Code, call: ast.Call, kind: str) -> Fix | None:
    name = ast.unparse(call.func)
    if kind == "NoneType" or _hides_function(code, call.func):
        return None
    if isinstance(call.func, (ast.Tuple, ast.List, ast.Dict)):
        end = code.outer_span(call.func)[1]
        return Fix((code.insert(end, ","),), "A comma is missing between two items.", 0.9)
    if not call.args and not call.keywords:
        if isinstance(call.func, ast.Name) and kind not in NUMBERS | _CONTAINERS:
            return None
        sure = 0.9 if isinstance(call.func, ast.Attribute) else 0.6
        return Fix(
            (_without_parentheses(code, call),),
            f"{name} is a {kind}, it is read, not called.",
            sure,
        )
    if len(call.args) != 1 or call.keywords or isinstance(call.args[0], ast.Starred):
        return None
    if kind in NUMBERS:
        return _as_product(code, call, kind)
    if kind in _CONTAINERS and not isinstance(call.func, ast.Constant):
        opening, closing = _parentheses(code, call)
        return Fix(
            (
                SourceEdit(code.source.path, opening, opening + 1, "["),
                SourceEdit(code.source.path, closing, closing + 1, "]"),
            ),
            f"{name} is a {kind}: its items are taken with square brackets.",
            0.92,
        )
    return None


def _hides_function(code: Code, node: ast.expr) -> bool:
    """Whether the name is also that of a function; `shadowed_name` repairs this."""
    if isinstance(node, ast.Attribute):
        return bool(code.functions(node.attr)) and not _is_property(code, node.attr)
    if not isinstance(node, ast.Name):
        return False
    is_builtin = node.id in code.context.problem.inspector.interpreter().builtins
    bindings = code.resolve(node)
    return is_builtin or any(b.kind in ("definition", "import") for b in bindings)


def _as_product(code: Code, call: ast.Call, kind: str) -> Fix:
    end = code.outer_span(call.func)[1]
    sure = 0.9 if isinstance(call.func, ast.Constant) else 0.55
    opening = _parentheses(code, call)[0]
    spaces = SourceEdit(code.source.path, end, opening, " * ")
    return Fix((spaces,), f"{ast.unparse(call.func)} is a {kind}: a * is missing.", sure)


def _parentheses(code: Code, call: ast.Call) -> tuple[int, int]:
    """Returns the offsets of the opening and the closing parenthesis of a call."""
    end = code.span(call)[1]
    func_end = code.outer_span(call.func)[1]
    return code.source.text.index("(", func_end), end - 1


def _without_parentheses(code: Code, call: ast.Call) -> SourceEdit:
    opening, closing = _parentheses(code, call)
    return code.delete(opening, closing + 1)


PATTERN = value_pattern(
    "call_for_index",
    {"TypeError"},
    {r"^'(?P<kind>[\w.]+)' object is not callable": propose},
)
