"""``'{"name": "{}"}'.format(x)``: literal braces in a format are doubled."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.words import closest

_FIELD = re.compile(r"\{(\w*(?:[.\[][^{}]*)?)(![rsa])?(:[^{}\"]*)?\}")


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the format with literal braces doubled, or the close keyword for a field."""
    for call in code.failing(ast.Call):
        if not isinstance(call.func, ast.Attribute) or call.func.attr != "format":
            continue
        literal = _literal(code, call.func.value)
        if literal is None or any(k.arg is None for k in call.keywords):
            continue
        names = {k.arg for k in call.keywords if k.arg}
        text = str(literal.value)
        if "KeyError" in code.context.exception.type_name:
            field = code.context.message.strip("'")
            found = closest(field, names - set(_fields(text)))
            if re.fullmatch(r"\w+", field):  # a value is missing, or its name is misspelt
                if found is not None:
                    yield from _renamed(code, literal, field, found)
                return
        yield from _doubled(code, literal, text, names, len(call.args))
        return


def _literal(code: Code, node: ast.expr) -> ast.Constant | None:
    if isinstance(node, ast.Name):
        bindings = code.resolve(node)
        node = bindings[0].value or node if len(bindings) == 1 else node
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node
    return None


def _fields(text: str) -> list[str]:
    return [re.split(r"[.\[]", f[0])[0] for f in _FIELD.findall(text)]


def _renamed(
    code: Code, literal: ast.Constant, field: str, found: tuple[str, float]
) -> Iterator[Fix]:
    start = code.span(literal)[0]
    places = [m.start() for m in re.finditer(r"\{" + field + r"\b", code.text(literal))]
    edits = [
        SourceEdit(code.source.path, start + p + 1, start + p + 1 + len(field), found[0])
        for p in places
    ]
    yield Fix(
        tuple(edits),
        f"The format has a field {field!r}; the value given is {found[0]!r}.",
        found[1],
    )


def _doubled(
    code: Code, literal: ast.Constant, text: str, names: set[str], count: int
) -> Iterator[Fix]:
    """Doubles every brace of the literal that belongs to no field which has a value."""
    source = code.text(literal)
    start = code.span(literal)[0]
    kept: set[int] = set()
    for field in _FIELD.finditer(source):
        root = re.split(r"[.\[]", field[1])[0]
        if (not root and count) or (root.isdigit() and int(root) < count) or root in names:
            kept |= {field.start(), field.end() - 1}
    braces = [i for i, char in enumerate(source) if char in "{}" and i not in kept]
    if not kept or not braces or "{{" in source:
        return
    if code.context.exception.short_type == "IndexError":
        return  # a value is missing
    edits = tuple(code.insert(start + i, source[i]) for i in braces)
    yield Fix(edits, "Literal braces in a format are written twice.", 0.85)


PATTERN = value_pattern(
    "format_braces",
    {"KeyError", "ValueError", "IndexError"},
    {r"": propose},
)
