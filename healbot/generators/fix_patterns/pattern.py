"""What a fix pattern is: keyed by what the traceback says, it proposes the smallest edit."""

from __future__ import annotations

import ast
import contextlib
import io
import tokenize
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from healbot.core.failure import Frame, RaisedException
from healbot.core.patch import SourceEdit
from healbot.core.source import SourceFile
from healbot.ports import Problem


@dataclass(frozen=True)
class Fix:
    """A proposed edit of one pattern."""

    edits: tuple[SourceEdit, ...]
    rationale: str
    """Why, for a reviewer: what the traceback says and what the edit does about it."""
    confidence: float
    """0 to 1: how likely this is what the author meant. Fixes of all patterns are tried in this
    order; below 0.2 a fix is not proposed at all."""


@dataclass(frozen=True)
class Context:
    """One failure as patterns look at it."""

    problem: Problem
    exception: RaisedException
    """The exception that ended the run."""
    frame: Frame
    """The innermost project frame (for a syntax error: the place of the error)."""
    source: SourceFile
    """The file of `frame`."""

    @property
    def line(self) -> int:
        """The 1-based line of `frame`."""
        return self.frame.line

    @property
    def message(self) -> str:
        """The exception's message."""
        return self.exception.message

    @cached_property
    def first_was_rejected(self) -> bool:
        """Whether a person rejected a proven fix: what else could be meant is worth proposing."""
        return any(item.is_rejected for item in self.problem.tried())

    @cached_property
    def tree(self) -> ast.Module | None:
        """The syntax tree of `source`; ``None`` when it does not parse."""
        try:
            with warnings.catch_warnings():  # about the user's invalid escapes, say
                warnings.simplefilter("ignore")
                return ast.parse(self.source.text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None

    @cached_property
    def tokens(self) -> tuple[tokenize.TokenInfo, ...]:
        """The tokens of `source` up to where the tokenizer fails."""
        tokens: list[tokenize.TokenInfo] = []
        with contextlib.suppress(tokenize.TokenError, SyntaxError):
            readline = io.StringIO(self.source.text, newline="").readline
            tokens.extend(tokenize.generate_tokens(readline))
        return tuple(tokens)

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Returns the offsets in ``source.text`` of a node that has a position."""
        line, column = node.lineno, node.col_offset  # type: ignore[attr-defined]
        end_line, end_column = node.end_lineno, node.end_col_offset  # type: ignore[attr-defined]
        return (
            self.source.offset_of_utf8(line, column),
            self.source.offset_of_utf8(end_line, end_column),
        )

    def text_of(self, node: ast.AST) -> str:
        """Returns the source text of a node."""
        start, end = self.span(node)
        return self.source.text[start:end]

    def replace(self, node: ast.AST, replacement: str) -> SourceEdit:
        """Returns the edit that puts `replacement` in the place of a node."""
        start, end = self.span(node)
        return SourceEdit(self.source.path, start, end, replacement)

    def insert(self, offset: int, text: str) -> SourceEdit:
        """Returns the edit that inserts `text` at an offset of ``source.text``."""
        return SourceEdit(self.source.path, offset, offset, text)


@dataclass(frozen=True)
class FixPattern:
    """One kind of mistake and how to repair it."""

    name: str
    """In snake case; equal to the name of its module."""
    exceptions: frozenset[str]
    """Class names (without modules) of the exceptions it can answer."""
    propose: Callable[[Context], Iterator[Fix]]
    """Yields fixes for a failure of such an exception, none when the pattern does not apply."""
    messages: tuple[str, ...] = ()
    """Regular expressions of which one is found in every message that the pattern understands;
    empty when it looks at all."""
