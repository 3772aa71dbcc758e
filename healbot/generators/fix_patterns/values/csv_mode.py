"""``csv.Error``: the reader was given a file that is open for bytes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from healbot.generators.fix_patterns.pattern import Fix
from healbot.generators.fix_patterns.values.base import value_pattern
from healbot.generators.fix_patterns.values.code import Code
from healbot.generators.fix_patterns.values.streams import add_keyword, is_open, mode_of, set_mode


def propose(code: Code, match: re.Match[str]) -> Iterator[Fix]:
    """Yields text mode for the only file that is read as bytes."""
    calls = [c for c in code.all(ast.Call) if is_open(c) and mode_of(c) in ("rb", "br")]
    if len(calls) == 1:
        edits = (*set_mode(code, calls[0], "r"), add_keyword(code, calls[0], 'newline=""'))
        yield Fix(edits, "csv reads text, so the file is opened in text mode.", 0.94)


PATTERN = value_pattern(
    "csv_mode", {"Error"}, {r"^iterator should return strings, not bytes": propose}
)
