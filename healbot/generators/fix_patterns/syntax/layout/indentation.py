"""The logical lines of a text with their indentation, also when they do not fit together.

`Layout.violation` walks the lines as Python's tokenizer does and finds the first one that fits no
block; `Layout.moved` gives the text with some lines at other widths.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache

from healbot.generators.fix_patterns.syntax.layout.rewriting import split_lines
from healbot.generators.fix_patterns.syntax.layout.statements import (
    HEADERS,
    NEVER_CONTINUES,
    OPENERS,
)
from healbot.generators.fix_patterns.syntax.loose_tokens import Kind, LooseToken, loose_tokens

CLAUSES = frozenset({"else", "elif", "except", "finally", "case"})
TAB = 8
"""Python's own width of a tab in indentation."""


@dataclass(frozen=True)
class Row:
    """A logical line."""

    tokens: tuple[LooseToken, ...]
    """Without blanks, comments and line ends."""
    first: int
    """0-based index of its first physical line."""
    last: int
    indent: str

    @cached_property
    def width(self) -> int:
        """Columns of indentation."""
        return len(self.indent.expandtabs(TAB))

    @property
    def word(self) -> str:
        """The first token's text."""
        return self.tokens[0].text

    @property
    def keyword(self) -> str:
        """The first word, ``async`` skipped."""
        return self.tokens[1].text if self.word == "async" and len(self.tokens) > 1 else self.word

    @cached_property
    def opens(self) -> bool:
        """Whether a block must follow."""
        return self.tokens[-1].text == ":" and self.word in HEADERS

    @cached_property
    def names(self) -> frozenset[str]:
        """All names in it."""
        return frozenset(token.text for token in self.tokens if token.kind is Kind.NAME)


class Break(Enum):
    """How a line does not fit."""

    NO_BLOCK = "a header without an indented block"
    TOO_DEEP = "deeper than the line above, which opens no block"
    NO_LEVEL = "a width that no open block has"


@dataclass(frozen=True)
class Violation:
    """The first line that does not fit."""

    kind: Break
    row: int
    """Index of the row; the number of rows when the text ends instead."""
    levels: tuple[int, ...]
    """Widths of the blocks open before it, outermost first."""


@dataclass(frozen=True)
class Candidate:
    """One way to indent the text."""

    text: str
    cost: float
    """How much it takes and how unusual it is, 0 for the most natural."""
    rationale: str


class Layout:
    """A text as rows."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = split_lines(text)
        self.rows = _rows(text)
        self._in_row: set[int] = set()
        for row in self.rows:
            self._in_row.update(range(row.first, row.last + 1))

    @cached_property
    def inside_strings(self) -> frozenset[int]:
        """0-based physical lines that start within a string."""
        found: set[int] = set()
        for token in loose_tokens(self.text):
            if token.kind in (Kind.STRING, Kind.OPEN_STRING) and "\n" in token.text:
                found.update(range(token.line, token.line + token.text.count("\n")))
        return frozenset(found)

    @cached_property
    def unit(self) -> str:
        """One step of indentation as the file mostly has it."""
        steps: Counter[str] = Counter()
        for above, below in zip(self.rows, self.rows[1:], strict=False):
            if above.opens and below.width > above.width and below.indent.startswith(above.indent):
                steps[below.indent[len(above.indent) :]] += 1
        return steps.most_common(1)[0][0] if steps else "    "

    @cached_property
    def step(self) -> int:
        """The width of `unit`."""
        return len(self.unit.expandtabs(TAB))

    @cached_property
    def irregular(self) -> int:
        """How many blocks are not one step deeper than their header."""
        return sum(
            above.opens and below.width - above.width != self.step
            for above, below in zip(self.rows, self.rows[1:], strict=False)
        )

    @cached_property
    def violation(self) -> Violation | None:
        """The first row that fits no block."""
        levels = [0]
        above: Row | None = None
        for index, row in enumerate(self.rows):
            if above is not None and above.opens:
                if row.width <= above.width:
                    return Violation(Break.NO_BLOCK, index, tuple(levels))
                levels.append(row.width)
            elif row.width > levels[-1]:
                return Violation(Break.TOO_DEEP, index, tuple(levels))
            known = tuple(levels)
            while levels[-1] > row.width:
                levels.pop()
            if levels[-1] != row.width:
                return Violation(Break.NO_LEVEL, index, known)
            above = row
        if above is not None and above.opens:
            return Violation(Break.NO_BLOCK, len(self.rows), tuple(levels))
        return None

    def row_at(self, line: int) -> int | None:
        """Returns the index of the row on a 1-based line."""
        for index, row in enumerate(self.rows):
            if row.first + 1 <= line <= row.last + 1:
                return index
        return None

    def blank_lines_above(self, index: int) -> int:
        """Returns how many blank lines stand between a row and the one above."""
        row = self.rows[index]
        start = self.rows[index - 1].last + 1 if index else 0
        return sum(not self.lines[at].strip() for at in range(start, row.first))

    def block_end(self, index: int) -> int:
        """Returns the index behind the rows that are deeper than the row at `index`."""
        end = index + 1
        while end < len(self.rows) and self.rows[end].width > self.rows[index].width:
            end += 1
        return end

    def indent_of(self, width: int) -> str:
        """Returns the blanks or tabs of a width, as other lines of the file have them."""
        if width in self._indents:
            return self._indents[width]
        if "\t" in self.unit:
            return "\t" * (width // TAB) + " " * (width % TAB)
        return " " * width

    @cached_property
    def _indents(self) -> dict[int, str]:
        """The indentation that rows of each width have."""
        return {row.width: row.indent for row in reversed(self.rows)}

    def moved(self, widths: Mapping[int, int]) -> str:
        """Returns the text with rows (by index) at new widths.

        Continuation lines move along; lines that start within a string stay as they are.
        """
        lines = list(self.lines)
        for index, width in widths.items():
            row = self.rows[index]
            new = self.indent_of(max(width, 0))
            for at in (*self._comments_above(index), row.first):
                lines[at] = new + lines[at].lstrip(" \t\f")
            for at in range(row.first + 1, min(row.last + 1, len(lines))):
                if at not in self.inside_strings:
                    lines[at] = _shifted(lines[at], width - row.width)
        return "".join(lines)

    def _comments_above(self, index: int) -> list[int]:
        """Physical lines with comments right above a row and as deep as it is."""
        row = self.rows[index]
        found: list[int] = []
        at = row.first - 1
        while at >= 0 and at not in self._in_row and self.lines[at].lstrip()[:1] == "#":
            if len(_blanks(self.lines[at]).expandtabs(TAB)) != row.width:
                break
            found.append(at)
            at -= 1
        return found


@lru_cache(maxsize=2)
def layout_of(text: str) -> Layout:
    """Returns the layout of `text`; every pattern asks for that of the same text."""
    return Layout(text)


def _blanks(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t\f"))]


def _shifted(line: str, columns: int) -> str:
    if not line.strip() or columns == 0:
        return line
    if columns > 0:
        return " " * columns + line if "\t" not in _blanks(line) else "\t" * (columns // TAB) + line
    blanks = _blanks(line)
    if "\t" in blanks:
        return line[min(len(blanks), -columns // TAB) :]
    return line[min(len(blanks), -columns) :]


def _rows(text: str) -> list[Row]:
    rows: list[Row] = []
    run: list[LooseToken] = []
    indent = blanks = ""
    depth = 0
    fresh = True
    for token in loose_tokens(text):
        if token.kind is Kind.NEWLINE:
            fresh, blanks = True, ""
            if run and depth == 0:
                rows.append(_row(run, indent))
                run = []
        elif token.kind is Kind.SPACE and not token.text.startswith("\\"):
            blanks = token.text if fresh else blanks
        elif token.kind not in (Kind.COMMENT, Kind.SPACE):
            if run and fresh and token.text in NEVER_CONTINUES:
                rows.append(_row(run, indent))
                run, depth = [], 0
            if not run:
                indent = blanks
            fresh = False
            run.append(token)
            if token.kind is Kind.BRACKET:
                depth = max(0, depth + (1 if token.text in OPENERS else -1))
    if run:
        rows.append(_row(run, indent))
    return rows


def _row(run: list[LooseToken], indent: str) -> Row:
    end = run[-1]
    ends = end.text.count("\n") + end.text.count("\r") - end.text.count("\r\n")
    return Row(tuple(run), run[0].line - 1, end.line - 1 + ends, indent.replace("\f", ""))
