"""JSON that is none: Python literals, one object per line, a file name instead of content."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.data_files import (
    constant_text,
    data_file,
    decoded,
    opened_files,
)
from healbot.generators.fix_patterns.values.edits import import_module, import_name
from healbot.generators.fix_patterns.values.kinds import kind_of, live_text
from healbot.generators.fix_patterns.values.streams import called_name


def _loads(code: Code) -> Iterator[tuple[ast.Call, str, ast.expr]]:
    """Yields the failing calls of ``json.loads`` and ``json.load`` with their argument."""
    for call in code.failing(ast.Call):
        name = called_name(call)
        if name in ("loads", "load") and len(call.args) == 1 and not call.keywords:
            yield call, name, call.args[0]


def _content(code: Code, name: str, argument: ast.expr) -> str | None:
    """Returns the text that is parsed, when the run or a data file shows it."""
    if name == "loads":
        text = constant_text(code, argument) or live_text(code, argument)
        if text is not None:
            return text
    texts = {file.path: decoded(file.data) for _, file in opened_files(code)}
    return next(iter(texts.values())) if len(texts) == 1 else None


def python_literal(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``ast.literal_eval`` for text with single quotes, ``True`` or ``None``."""
    for call, name, argument in _loads(code):
        text = _content(code, name, argument)
        if text is None or not _is_literal(text):
            continue
        module, edits = import_module(code, "ast")
        read = ".read()" if name == "load" else ""
        new = f"{module}.literal_eval({code.text(argument)}{read})"
        yield Fix(
            (*edits, code.replace(call, new)),
            "The text is a Python literal, not JSON: JSON has double quotes only.",
            0.88,
        )
        return


def _is_literal(text: str) -> bool:
    if not re.search(r"'|\b(True|False|None)\b", text):
        return False
    try:
        return isinstance(ast.literal_eval(text.strip()), (dict, list))
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return False


def several_values(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields one ``json.loads`` per line for JSON Lines."""
    for call, name, argument in _loads(code):
        text = _content(code, name, argument)
        if text is None or not _is_json_lines(text):
            continue
        if not isinstance(call.func, (ast.Attribute, ast.Name)):
            return
        module = f"{code.text(call.func.value)}." if isinstance(call.func, ast.Attribute) else ""
        lines = code.text(argument) + ("" if name == "load" else ".splitlines()")
        if not module:
            return
        new = f"[{module}loads(line) for line in {lines} if line.strip()]"
        yield Fix((code.replace(call, new),), "Each line holds one JSON value of its own.", 0.9)
        return


def _is_json_lines(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    try:
        return len(lines) > 1 and all(json.loads(line) is not None for line in lines)
    except (ValueError, RecursionError):
        return False


def no_value(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the reading of the file whose name was parsed, and what `python_literal` finds."""
    for call, name, argument in _loads(code):
        path = constant_text(code, argument) if name == "loads" else None
        if path is not None and data_file(code, path) is not None:
            path_class, edits = import_name(code, "pathlib", "Path")
            new = f"{path_class}({code.text(argument)}).read_text()"
            yield Fix(
                (*edits, code.replace(argument, new)),
                f"{path!r} is the name of the file; its content is to be parsed.",
                0.9,
            )
            return
        if name == "load" and isinstance(argument, ast.Name):
            earlier = [
                c
                for c in code.all(ast.Call)
                if called_name(c) in ("read", "readlines")
                and isinstance(c.func, ast.Attribute)
                and ast.dump(c.func.value) == ast.dump(argument)
                and c.lineno < call.lineno
            ]
            statement = code.statement
            if earlier and statement is not None and match["where"] == "line 1 column 1 (char 0)":
                yield Fix(
                    (code.line_before(statement, f"{argument.id}.seek(0)"),),
                    "The file was read to its end before; reading starts again.",
                    0.7,
                )
                return
    yield from python_literal(code, match)


def wrong_argument(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the fix for ``json.loads`` of something that is no text."""
    kind = match["kind"]
    for call, name, argument in _loads(code):
        if name != "loads" or not isinstance(call.func, ast.Attribute):
            continue
        if kind in ("TextIOWrapper", "BufferedReader"):
            end = code.span(call.func)[1]
            yield Fix(
                (code.delete(end - 1, end),),
                "json.load() reads from a file, loads() from text.",
                0.95,
            )
        elif kind in ("dict", "list") and kind_of(code, argument) in (kind, None):
            yield Fix(
                (code.replace(call, code.text(argument)),),
                f"The value is a {kind} already and needs no parsing.",
                0.75,
            )
        return


def text_for_file(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``json.loads`` for ``json.load`` of text, or the opened file for its name."""
    for call, name, argument in _loads(code):
        if name != "load" or not isinstance(call.func, ast.Attribute):
            continue
        path = constant_text(code, argument)
        end = code.span(call.func)[1]
        edits: tuple[SourceEdit, ...] = (code.insert(end, "s"),)
        if path is not None and data_file(code, path) is not None:
            path_class, imports = import_name(code, "pathlib", "Path")
            new = f"{path_class}({code.text(argument)}).read_text()"
            edits = (*imports, *edits, code.replace(argument, new))
        yield Fix(edits, "json.load() reads from a file; text is parsed by json.loads().", 0.93)
        return


PATTERN = value_pattern(
    "json_text",
    {"JSONDecodeError", "TypeError", "AttributeError"},
    {
        r"^Expecting property name enclosed in double quotes|"
        r"^Illegal trailing comma": python_literal,
        r"^Expecting value: (?P<where>line \d+ column \d+ \(char \d+\))": no_value,
        r"^Extra data: line": several_values,
        r"^the JSON object must be str, bytes or bytearray, not '?(?P<kind>\w+)": wrong_argument,
        r"^'str' object has no attribute 'read'": text_for_file,
    },
)
