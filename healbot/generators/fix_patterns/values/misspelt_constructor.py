"""``def _init_(self, name)``: "takes no arguments", for the constructor is misspelt or missing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.edits import import_name
from healbot.generators.fix_patterns.values.streams import called_name
from healbot.generators.fix_patterns.values.words import edit_distance

_OTHER_METHODS = frozenset({"__iter__", "__int__", "__hint__"})


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the right name of the constructor, or the missing decorator of a data class."""
    for cls in code.classes(match["name"].rpartition(".")[2]):
        methods = [m for m in cls.body if isinstance(m, ast.FunctionDef)]
        if any(m.name == "__init__" for m in methods):
            return
        close = [m for m in methods if _is_misspelt(m)]
        if len(close) == 1:
            method = close[0]
            start = code.source.text.index(method.name, code.span(method)[0])
            edit = SourceEdit(code.source.path, start, start + len(method.name), "__init__")
            plain = method.name in ("init", "constructor", "initialize")
            yield Fix(
                (edit,),
                f"{cls.name} has no constructor, but a method called {method.name}: Python "
                f"looks for "
                "__init__.",
                0.85 if plain else 0.95,
            )
            return
        yield from _dataclass(code, cls)


def _is_misspelt(method: ast.FunctionDef) -> bool:
    name = method.name
    if name in ("constructor", "initialize") and len(method.args.args) > 1:
        return True
    if name == "__int__":
        return len(method.args.args) > 1 or any(
            isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store) for n in ast.walk(method)
        )
    if name in _OTHER_METHODS:
        return False
    core = name.strip("_").lower()
    return core == "init" or (
        name.startswith("_")
        and edit_distance(core, "init") == 1
        and edit_distance(name, "__init__") <= 2
    )


def _dataclass(code: Code, cls: ast.ClassDef) -> Iterator[Fix]:
    fields = [n for n in cls.body if isinstance(n, ast.AnnAssign)]
    calls = [c for c in code.all(ast.Call) if called_name(c) == cls.name]
    given = max((len(c.args) + len(c.keywords) for c in calls), default=0)
    if cls.decorator_list or cls.bases or not 0 < given <= len(fields):
        return
    name, edits = import_name(code, "dataclasses", "dataclass")
    yield Fix(
        (*edits, code.line_before(cls, f"@{name}")),
        f"{cls.name} has annotated fields and is given values for them: it is a data class "
        f"that lacks "
        "its decorator.",
        0.88,
    )


PATTERN = value_pattern(
    "misspelt_constructor",
    {"TypeError"},
    {
        r"^(?P<name>[\w.]+)\(\) takes no arguments": propose,
        r"^(?P<name>[\w.]+)\(\) takes no (keyword )?arguments": propose,
    },
)
