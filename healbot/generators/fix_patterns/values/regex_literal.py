"""``re.error``: text that is to be found as it is was taken for a pattern."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Binding, Code
from healbot.generators.fix_patterns.values.edits import wrap
from healbot.generators.fix_patterns.values.kinds import live_text
from healbot.generators.fix_patterns.values.streams import called_name

_FUNCTIONS = frozenset(
    {"search", "match", "fullmatch", "findall", "finditer", "sub", "split", "compile", "subn"}
)


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``re.escape`` around the plain text in the pattern."""
    for call in code.failing(ast.Call):
        if called_name(call) not in _FUNCTIONS or not call.args:
            continue
        if not isinstance(call.func, ast.Attribute) or ast.unparse(call.func.value) != "re":
            continue
        if called_name(call) in ("sub", "subn") and len(call.args) > 1:
            fix = _replacement(code, call)
            if fix is not None:
                yield fix
                return
        if len(call.args) > 3:
            return
        yield from _pattern(code, call.args[0], ast.unparse(call.func.value))
        return


def _breaks(text: str | None) -> bool:
    try:
        re.compile(text or "")
    except (re.error, OverflowError, RecursionError):
        return True
    return False


def _pattern(code: Code, node: ast.expr, module: str) -> Iterator[Fix]:
    for part in _variable_parts(node):
        text = live_text(code, part)
        if text is None or not (_breaks(text) or re.escape(text) != text):
            continue
        is_pattern = re.search(r"\\[dwsb]|\[[^\]]+\]|\.\*|\(\?", text) is not None
        sure = 0.3 if is_pattern else 0.9 if _is_data(code, part) else 0.7
        yield Fix(
            wrap(code, part, f"{module}.escape("),
            f"{ast.unparse(part)} is text to be found as it is ({text!r}); its special characters "
            "are escaped.",
            sure,
        )
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value
        if re.fullmatch(r"[*+?]+|[A-Za-z]+\+\+|[()\[\]{}]", text):
            yield Fix(
                wrap(code, node, f"{module}.escape("),
                f"{text!r} is text to be found as it is.",
                0.85,
            )
        elif text.endswith("(") and not _breaks(text[:-1]):
            offset = code.span(node)[1] - 1 - _quote_width(code.text(node)) + 0
            yield Fix(
                (code.insert(offset, "\\"),), "The last parenthesis is text, not a group.", 0.75
            )


def _quote_width(literal: str) -> int:
    return 3 if literal.endswith(('"""', "'''")) else 1


def _variable_parts(node: ast.expr) -> Iterator[ast.expr]:
    """Yields the parts of a pattern that are no literals."""
    if isinstance(node, ast.JoinedStr):
        for value in node.values:
            if isinstance(value, ast.FormattedValue):
                yield value.value
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        yield from _variable_parts(node.left)
        yield from _variable_parts(node.right)
    elif isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)):
        yield node


def _is_data(code: Code, node: ast.expr) -> bool:
    """Whether a text comes from a loop, a parameter or an input rather than a pattern constant."""
    if not isinstance(node, ast.Name):
        return True
    return any(
        b.kind in ("for", "parameter") or not isinstance(b.value, ast.Constant)
        for b in code.resolve(node)
    ) or _is_short(code, node)


def _is_short(code: Code, node: ast.Name) -> bool:
    match code.resolve(node):
        case [Binding(value=ast.Constant(value=str(text)))]:
            return re.fullmatch(r"[\w\s$.*+?()-]{1,20}", text) is not None
        case _:
            return False


def _replacement(code: Code, call: ast.Call) -> Fix | None:
    """A replacement with backslashes, such as a path, is taken as it is by a function."""
    node = call.args[1]
    text = live_text(code, node)
    if text is None or "\\" not in text or _breaks(live_text(code, call.args[0])):
        return None
    if isinstance(node, ast.Constant):
        return None
    return Fix(
        (code.insert(code.span(node)[0], "lambda match: "),),
        f"{ast.unparse(node)} holds backslashes that are no references to groups.",
        0.8,
    )


PATTERN = value_pattern("regex_literal", {"error", "PatternError"}, {r" at position \d+": propose})
