"""``f"{count:>5s}"``: a format code that the type of the value does not know."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.edits import wrap
from healbot.generators.fix_patterns.values.kinds import kind_of
from healbot.generators.fix_patterns.values.streams import called_name

_SHOWN = frozenset({"list", "tuple", "dict", "set", "bytes", "PosixPath", "frozenset", "timedelta"})


def text_code(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``str(value)`` for a value of another type that is formatted like text."""
    kind = match["kind"].rpartition(".")[2]
    if match.groupdict().get("code") is None and kind not in _SHOWN:
        return
    edits: list[SourceEdit] = []
    for node, written in _formatted(code):
        known = kind_of(code, node)
        same = known is not None and known.rpartition(".")[2] == kind
        if same and (match.groupdict().get("code") is None or written.endswith("s")):
            edits += wrap(code, node, "str(")
    if edits:
        yield Fix(
            tuple(edits),
            f"The format is one for text; the {kind} is converted with str().",
            0.9,
        )


def integer_code(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``int(value)`` for a whole float that is formatted as an integer."""
    edits: list[SourceEdit] = []
    whole = True
    for node, written in _formatted(code):
        if written.endswith(match["code"]) and kind_of(code, node) == "float":
            live = code.live(node)
            whole = whole and live is not None and (live.text or "").endswith(".0")
            edits += wrap(code, node, "int(")
    if edits:
        yield Fix(
            tuple(edits),
            "The format is one for integers; the float is converted with int().",
            0.88 if whole else 0.3,
        )


def _formatted(code: Code) -> Iterator[tuple[ast.expr, str]]:
    """Yields the formatted values of the failing statement with their format."""
    for value in code.failing(ast.FormattedValue):
        if isinstance(value.format_spec, ast.JoinedStr):
            parts = [p.value for p in value.format_spec.values if isinstance(p, ast.Constant)]
            yield value.value, "".join(str(part) for part in parts)
    for call in code.failing(ast.Call):
        match call:
            case ast.Call(
                func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format"), args=args
            ):
                specs = re.findall(r"\{\d*(?::([^{}]*))?\}", text)
                yield from zip(args, specs, strict=False)
        if (
            called_name(call) == "format"
            and isinstance(call.func, ast.Name)
            and len(call.args) == 2
        ):
            spec = call.args[1]
            yield call.args[0], str(spec.value) if isinstance(spec, ast.Constant) else ""


PATTERN = value_pattern(
    "format_code",
    {"TypeError", "ValueError"},
    {
        r"^Unknown format code '(?P<code>s)' for object of type '(?P<kind>\w+)'": text_code,
        r"^unsupported format string passed to (?P<kind>[\w.]+)\.__format__": text_code,
        r"^Unknown format code '(?P<code>[dxobc])' for object of type 'float'": integer_code,
    },
)
