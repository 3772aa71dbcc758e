"""``len[x]`` or ``text.split[0]``: a function is indexed instead of called."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.kinds import kind_of
from healbot.generators.fix_patterns.values.misspelt_keyword import parameter_names
from healbot.generators.fix_patterns.values.words import names

NO_ARGUMENTS = names(
    "keys values items split rsplit splitlines strip lstrip rstrip upper lower title "
    "capitalize read readlines readline copy groups groupdict popitem as_posix "
    "isoformat fetchall fetchone most_common"
)
"""Methods that are commonly called without arguments."""
_FUNCTIONS = ("builtin_function_or_method", "function", "method", "type", "method_descriptor")


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the fix for the indexed function."""
    for node in code.failing(ast.Subscript):
        kind = kind_of(code, node.value)
        if kind is not None and kind not in _FUNCTIONS:
            continue
        if isinstance(node.value, (ast.Call, ast.Subscript)):
            continue
        wants_none = _wants_no_argument(code, node.value)
        attribute = getattr(node.value, "attr", "")
        match node.slice:
            case ast.Constant(value=str()) if attribute in _TEXT_ARGUMENT:
                wants_none = False
            case ast.Constant(value=int(count)) if attribute == "most_common" and count > 0:
                wants_none = False
        if wants_none:
            yield Fix(
                (code.insert(code.span(node.value)[1], "()"),),
                f"{ast.unparse(node.value)} is a function: it must be called before its result is "
                "indexed.",
                0.92,
            )
            return
        if match["kind"] == "type" and _is_builtin_type(code, node.value):
            return  # list[int] before Python 3.9
        if isinstance(node.slice, ast.Slice):
            return
        yield _called_with(code, node, 0.92 if wants_none is False else 0.6)
        return


def _is_builtin_type(code: Code, node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and not code.resolve(node)


def _wants_no_argument(code: Code, node: ast.expr) -> bool | None:
    """Whether a function takes no argument; ``None`` when that is not known."""
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    functions = code.functions(name)
    if len(functions) == 1:
        required = len(parameter_names(functions[0])) - len(functions[0].args.defaults)
        return required <= 0 and not functions[0].args.vararg
    if isinstance(node, ast.Attribute):
        return True if name in NO_ARGUMENTS else None if name not in _ONE_ARGUMENT else False
    return False if isinstance(node, ast.Name) and not code.resolve(node) else None


_TEXT_ARGUMENT = ("split", "rsplit", "strip", "lstrip", "rstrip")
_ONE_ARGUMENT = names(
    "append get pop join index count remove add extend startswith endswith find "
    "format sqrt insert loads dumps choice update setdefault write"
)


def _called_with(code: Code, node: ast.Subscript, sure: float) -> Fix:
    end = code.span(node)[1]
    opening = code.source.text.index("[", code.span(node.value)[1])
    return Fix(
        (
            SourceEdit(code.source.path, opening, opening + 1, "("),
            SourceEdit(code.source.path, end - 1, end, ")"),
        ),
        f"{ast.unparse(node.value)} is a function: it is called with parentheses.",
        sure,
    )


PATTERN = value_pattern(
    "index_for_call",
    {"TypeError"},
    {
        r"^'(?P<kind>builtin_function_or_method|function|method|type|method_descriptor)' object is "
        r"not subscriptable": propose,
        r"^type '(?P<kind>type)?\w+' is not subscriptable": propose,
    },
)
