"""``json.dumps`` of a date, a set or an object: JSON has no such value."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.edits import import_name
from healbot.generators.fix_patterns.values.streams import add_keyword, called_name
from healbot.generators.fix_patterns.values.words import names

_DEFAULTS = {
    **dict.fromkeys(
        names("datetime date time timedelta PosixPath Path PurePosixPath UUID"), ("str", 0.88)
    ),
    "Decimal": ("float", 0.34),
    "Fraction": ("float", 0.4),
    "set": ("sorted", 0.75),
    "frozenset": ("sorted", 0.75),
    "bytes": ("bytes.decode", 0.6),
    **dict.fromkeys(
        names("dict_keys dict_values map filter generator zip range deque"), ("list", 0.9)
    ),
    **dict.fromkeys(names("int64 int32 int16 int8 uint8 uint16 uint32 uint64"), ("int", 0.9)),
    **dict.fromkeys(["float32", "float16"], ("float", 0.9)),
    "bool_": ("bool", 0.9),
    "ndarray": ("lambda array: array.tolist()", 0.9),
    "mappingproxy": ("dict", 0.8),
    "Series": ("list", 0.6),
    "Timestamp": ("str", 0.85),
}
"""Type -> what makes JSON of it, and how sure that is."""


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``default=…`` for the call, or the conversion of the one value in a literal."""
    kind = match["kind"]
    for call in code.failing(ast.Call):
        if called_name(call) not in ("dumps", "dump"):
            continue
        if any(k.arg in ("default", "cls") for k in call.keywords):
            return
        found = _default_for(code, kind)
        if found is None:
            return
        function, edits, sure = found
        yield Fix(
            (*edits, add_keyword(code, call, f"default={function}")),
            f"JSON has no {kind}; default= says how it is written.",
            sure,
        )
        return


def _default_for(code: Code, kind: str) -> tuple[str, tuple[SourceEdit, ...], float] | None:
    if kind in _DEFAULTS:
        function, sure = _DEFAULTS[kind]
        return function, (), sure
    classes = code.classes(kind)
    if len(classes) != 1:
        return None
    if any("dataclass" in ast.unparse(d) for d in classes[0].decorator_list):
        name, edits = import_name(code, "dataclasses", "asdict")
        return name, edits, 0.85
    if any("Enum" in ast.unparse(b) for b in classes[0].bases):
        return "lambda member: member.value", (), 0.75
    return "vars", (), 0.7


PATTERN = value_pattern(
    "not_json_serializable",
    {"TypeError"},
    {r"^Object of type (?P<kind>\w+) is not JSON serializable": propose},
)
