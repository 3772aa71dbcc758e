"""Judges candidate edits by parsing: does the file compile afterwards, or fail further on?"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass

from healbot.core.errors import InapplicablePatch
from healbot.core.patch import SourceEdit, apply_to_text

MAX_PARSED = 1024 * 1024


@dataclass(frozen=True)
class SyntaxState:
    """Where a text stops parsing."""

    error_line: int | None
    """1-based; ``None`` when it parses."""
    message: str = ""
    offset: int | None = None
    """1-based column of the error."""

    @property
    def parses(self) -> bool:
        """Whether the text is valid."""
        return self.error_line is None


def syntax_state(text: str) -> SyntaxState:
    """Returns where `text` stops compiling for healbot's own interpreter.

    `compile` is asked, not `ast.parse`: it also finds ``return`` outside of a function.
    """
    if len(text) > MAX_PARSED:
        return SyntaxState(1, "too long")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "<candidate>", "exec", dont_inherit=True)
    except SyntaxError as error:
        return SyntaxState(error.lineno or 1, error.msg or "", error.offset)
    except (ValueError, RecursionError, MemoryError, OverflowError) as error:
        return SyntaxState(1, type(error).__name__)
    return SyntaxState(None)


def state_after(text: str, edits: Iterable[SourceEdit]) -> SyntaxState | None:
    """Returns the state of `text` with `edits` made, ``None`` when they do not apply."""
    try:
        return syntax_state(apply_to_text(text, edits))
    except InapplicablePatch:
        return None


def is_better(before: SyntaxState, after: SyntaxState | None, *, added_lines: int = 0) -> bool:
    """Whether the text parses now or fails on a clearly later line.

    `added_lines` is how many lines the edits added above the error.
    """
    if after is None or before.parses:
        return False
    if after.error_line is None:
        return True
    return after.error_line > (before.error_line or 0) + added_lines
