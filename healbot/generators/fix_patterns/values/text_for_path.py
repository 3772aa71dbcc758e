"""``BASE / "file.txt"`` with ``BASE`` as text: the operator belongs to `pathlib.Path`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.edits import import_name, wrap
from healbot.generators.fix_patterns.values.kinds import kind_of, live_text
from healbot.generators.fix_patterns.values.origins import DECIMAL

_FOLDER = re.compile(r"dir|folder|path|base|root|home|out|file|data", re.IGNORECASE)


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields ``Path(BASE) / "file.txt"``."""
    for node in code.failing(ast.BinOp):
        if not isinstance(node.op, ast.Div) or kind_of(code, node.left) not in ("str", None):
            continue
        if isinstance(node.left, ast.BinOp) and isinstance(node.left.op, ast.Div):
            continue  # the first part decides
        text = live_text(code, node.left)
        if text is not None and DECIMAL.fullmatch(text):
            return
        right = node.right
        looks = isinstance(right, (ast.Constant, ast.JoinedStr)) and "." in ast.unparse(right)
        if not looks and not _FOLDER.search(ast.unparse(node.left)):
            return
        name, edits = import_name(code, "pathlib", "Path")
        yield Fix(
            (*edits, *wrap(code, node.left, f"{name}(")),
            "Paths are joined with / when they are Path objects, not text.",
            0.88,
        )
        return


PATTERN = value_pattern(
    "text_for_path",
    {"TypeError"},
    {r"^unsupported operand type\(s\) for /: 'str' and 'str'": propose},
)
