"""A file that is open for reading is written, or the other way round."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.data_files import constant_text, data_file
from healbot.generators.fix_patterns.values.streams import (
    called_name,
    is_open,
    mode_of,
    opening_of,
    set_mode,
)

_MODE = re.compile(r"[rwax][bt]?\+?|[rwax]\+[bt]?")
_WRITING = frozenset(
    {"write", "writelines", "writerow", "writerows", "dump", "writeheader", "print"}
)


def unsupported(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the mode that the failing statement needs."""
    writes = match["what"] == "writable"
    for opening in _openings(code):
        mode = mode_of(opening)
        path = constant_text(code, opening.args[0]) if opening.args else None
        binary = "b" if "b" in mode else ""
        if writes and mode[:1] == "r" and "+" not in mode and not _is_read(code, opening):
            # A file that is there already would lose what it holds.
            exists = path is not None and data_file(code, path) is not None
            yield Fix(
                tuple(set_mode(code, opening, ("a" if exists else "w") + binary)),
                "The file is written, but it is open for reading.",
                0.34 if exists else 0.88,
            )
        elif not writes and mode[:1] in ("w", "a", "x") and "+" not in mode:
            yield Fix(
                tuple(set_mode(code, opening, "r" + binary)),
                "The file is read, but it is open for writing.",
                0.85,
            )
        return


def _openings(code: Code) -> Iterator[ast.Call]:
    seen: set[ast.Call] = set()
    for node in code.failing(ast.expr):
        opening = opening_of(code, node)
        if opening is not None and opening not in seen:
            seen.add(opening)
            yield opening


def _is_read(code: Code, opening: ast.Call) -> bool:
    """Whether the file is also read somewhere."""
    for call in code.all(ast.Call):
        if (
            called_name(call) in ("read", "readlines", "readline", "load")
            and opening_of(code, call.func.value if isinstance(call.func, ast.Attribute) else None)
            is opening
        ):
            return True
    return any(opening_of(code, loop.iter) is opening for loop in code.all(ast.For))


def missing(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields the writing mode for a file that is only written and does not exist yet."""
    for opening in code.failing(ast.Call):
        if not is_open(opening) or mode_of(opening) not in ("r", "rt", "rb"):
            continue
        binary = "b" if "b" in mode_of(opening) else ""
        if _is_written(code, opening) and not _is_read(code, opening):
            yield Fix(
                tuple(set_mode(code, opening, "w" + binary)),
                "The file is only written, but it is open for reading.",
                0.92,
            )
            return


def _is_written(code: Code, opening: ast.Call) -> bool:
    return any(
        called_name(call) in ("write", "writelines")
        and isinstance(call.func, ast.Attribute)
        and opening_of(code, call.func.value) is opening
        for call in code.all(ast.Call)
    )


def swapped(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``open(path, "w")`` for ``open("w", path)``."""
    for call in code.failing(ast.Call):
        if not is_open(call) or len(call.args) < 2:
            continue
        first, second = call.args[0], call.args[1]
        if isinstance(first, ast.Constant) and _MODE.fullmatch(str(first.value)):
            edits: list[SourceEdit] = [
                code.replace(first, code.text(second)),
                code.replace(second, code.text(first)),
            ]
            yield Fix(tuple(edits), "open() takes the path first, then the mode.", 0.95)
        elif isinstance(second, ast.Constant) and match["mode"].lower() in (
            "read",
            "write",
            "append",
        ):
            yield Fix(
                (code.replace(second, f'"{match["mode"][0].lower()}"'),),
                f"The mode for {match['mode']} is one letter.",
                0.93,
            )
        elif isinstance(second, ast.Constant) and re.fullmatch(
            r"utf-?8|latin-?1|ascii", match["mode"], re.I
        ):
            yield Fix(
                (code.insert(code.span(second)[0], "encoding="),),
                "The encoding is given by name.",
                0.95,
            )
        elif isinstance(second, ast.Constant) and match["mode"] in ("wr", "rw"):
            yield Fix(
                (code.replace(second, '"r+"'),), "The mode for reading and writing is r+.", 0.5
            )
        return


PATTERN = value_pattern(
    "file_mode",
    {"UnsupportedOperation", "ValueError", "FileNotFoundError"},
    {
        r"^\[Errno 2\] No such file": missing,
        r"^not (?P<what>readable|writable)": unsupported,
        r"^invalid mode: '(?P<mode>.*)'": swapped,
        r"^must have exactly one of create/read/write/append mode(?P<mode>)": swapped,
    },
)
