"""What can be said of a source that does not parse: its tokens, brackets and logical lines.

Brackets are matched with recovery: when a line inside of brackets can only be the start of a new
statement (``return`` …, or ``x = …`` back at the margin of the line that opened the bracket), the
brackets are taken as never closed and the line starts a new logical line. So one missing
parenthesis does not hide the structure of everything behind it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Context
from healbot.generators.fix_patterns.syntax.loose_tokens import Kind, LooseToken, loose_tokens
from healbot.generators.fix_patterns.syntax.reparse import SyntaxState, syntax_state
from healbot.generators.fix_patterns.syntax.structure.words import (
    AUGMENTED,
    BLOCK_KEYWORDS,
    CLOSERS,
    KEYWORDS,
    OPENERS,
    OPERATOR_KEYWORDS,
    STATEMENT_KEYWORDS,
    VALUE_KEYWORDS,
)

_BLANK = frozenset({Kind.SPACE, Kind.COMMENT, Kind.NEWLINE})


@dataclass(frozen=True)
class LogicalLine:
    """One line as Python counts them: brackets and strings may carry it over several."""

    tokens: tuple[LooseToken, ...]
    """Without blanks, comments and line ends; never empty."""
    indent: int
    """Width of the blanks before it, a tab counting to the next multiple of eight."""

    @property
    def first(self) -> LooseToken:
        """The first token."""
        return self.tokens[0]

    @property
    def last(self) -> LooseToken:
        """The last token."""
        return self.tokens[-1]

    @property
    def texts(self) -> tuple[str, ...]:
        """The tokens' texts."""
        return tuple(token.text for token in self.tokens)

    @property
    def end_line(self) -> int:
        """1-based line of the last character."""
        return self.last.line + self.last.text.count("\n")

    @property
    def keyword(self) -> str:
        """The word that says what statement it is, ``async`` skipped."""
        if self.first.text == "async" and len(self.tokens) > 1:
            return self.tokens[1].text
        return self.first.text


@dataclass(frozen=True)
class Brackets:
    """How the brackets of a text match."""

    partner: dict[int, LooseToken]
    """By the offset of a bracket: the one that it belongs to."""
    inside: dict[int, LooseToken]
    """By the offset of a token: the innermost bracket around it."""
    unclosed: tuple[LooseToken, ...]
    surplus: tuple[LooseToken, ...]
    mismatched: tuple[tuple[LooseToken, LooseToken], ...]
    """Pairs of different shape."""


class Sketch:
    """A source that does not parse, and where the error is said to be."""

    def __init__(self, path: str, text: str, line: int, state: SyntaxState) -> None:
        self.path, self.text, self.state = path, text, state
        self.line = line
        """1-based line that the failing interpreter named."""
        self.memo: dict[Any, Any] = {}
        """What `judge` found for a finder."""
        self.tokens = loose_tokens(text)
        self.code = tuple(token for token in self.tokens if token.kind not in _BLANK)
        self._starts = [token.start for token in self.code]

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Offsets at which physical lines start; index 0 is line 1."""
        starts, position, text = [0], 0, self.text
        while position < len(text):
            char = text[position]
            position += 1
            if char == "\r" and text[position : position + 1] == "\n":
                position += 1
            if char in "\r\n":
                starts.append(position)
        return tuple(starts)

    @property
    def newline(self) -> str:
        """The line end that the text uses."""
        return "\r\n" if "\r\n" in self.text else "\n"

    def line_text(self, number: int) -> str:
        """Returns a physical line (1-based) without its end; ``""`` outside of the text."""
        if not 1 <= number <= len(self.line_starts):
            return ""
        start = self.line_starts[number - 1]
        end = self.line_starts[number] if number < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def line_span(self, number: int) -> tuple[int, int]:
        """Returns the offsets of a physical line, its end included."""
        start = self.line_starts[number - 1]
        end = self.line_starts[number] if number < len(self.line_starts) else len(self.text)
        return start, end

    def line_of(self, offset: int) -> int:
        """Returns the 1-based physical line of an offset."""
        return bisect_right(self.line_starts, offset)

    @cached_property
    def error_lines(self) -> tuple[int, ...]:
        """The named line and the one that healbot's own interpreter names."""
        own = self.state.error_line
        return (self.line,) if own is None or own == self.line else (self.line, own)

    @cached_property
    def names(self) -> Counter[str]:
        """How often each name stands in the code."""
        return Counter(token.text for token in self.code if token.kind is Kind.NAME)

    @cached_property
    def index(self) -> dict[int, int]:
        """By the offset of a code token: its index in `code`."""
        return {start: index for index, start in enumerate(self._starts)}

    def before(self, token: LooseToken, steps: int = 1) -> LooseToken | None:
        """Returns the code token `steps` before `token`."""
        index = self.index[token.start] - steps
        return self.code[index] if index >= 0 else None

    def after(self, token: LooseToken, steps: int = 1) -> LooseToken | None:
        """Returns the code token `steps` behind `token`."""
        index = self.index[token.start] + steps
        return self.code[index] if index < len(self.code) else None

    def touching(self, left: LooseToken, right: LooseToken) -> bool:
        """Whether nothing stands between two tokens."""
        return left.end == right.start

    @cached_property
    def brackets(self) -> Brackets:
        """How the brackets match."""
        return self._structure[0]

    @cached_property
    def logical_lines(self) -> tuple[LogicalLine, ...]:
        """All logical lines in order."""
        return self._structure[1]

    @cached_property
    def _structure(self) -> tuple[Brackets, tuple[LogicalLine, ...]]:
        return _Structure(self).result()

    @cached_property
    def _logical_starts(self) -> list[int]:
        return [line.first.line for line in self.logical_lines]

    def logical_at(self, line: int) -> int | None:
        """Returns the index of the logical line that covers a physical one, or stands before it."""
        index = bisect_right(self._logical_starts, line) - 1
        return index if index >= 0 else None

    @cached_property
    def suspects(self) -> tuple[LogicalLine, ...]:
        """The logical lines at the error and the one before each, nearest first."""
        indices: list[int] = []
        for number in self.error_lines:
            at = self.logical_at(number)
            if at is None:
                continue
            indices += [at, at - 1]
        unique = dict.fromkeys(index for index in indices if index >= 0)
        return tuple(self.logical_lines[index] for index in unique)

    def next_line(self, line: LogicalLine) -> LogicalLine | None:
        """Returns the logical line behind `line`."""
        at = self.logical_at(line.last.line)
        if at is None or at + 1 >= len(self.logical_lines):
            return None
        return self.logical_lines[at + 1]

    def previous_line(self, line: LogicalLine) -> LogicalLine | None:
        """Returns the logical line before `line`."""
        at = self.logical_at(line.first.line)
        return self.logical_lines[at - 1] if at else None

    def has_body(self, line: LogicalLine) -> bool:
        """Whether the next logical line is indented deeper."""
        following = self.next_line(line)
        return following is not None and following.indent > line.indent

    def depth(self, token: LooseToken) -> int:
        """Returns in how many brackets a token stands."""
        depth, around = 0, self.brackets.inside.get(token.start)
        while around is not None:
            depth += 1
            around = self.brackets.inside.get(around.start)
        return depth

    def at_top(self, line: LogicalLine) -> tuple[LooseToken, ...]:
        """Returns the tokens of a logical line that stand in no brackets (brackets included)."""
        return tuple(token for token in line.tokens if token.start not in self.brackets.inside)

    # Edits -------------------------------------------------------------------------------------

    def insert(self, offset: int, text: str) -> SourceEdit:
        """Returns the edit that inserts `text`."""
        return SourceEdit(self.path, offset, offset, text)

    def replace(self, token: LooseToken, text: str) -> SourceEdit:
        """Returns the edit that puts `text` in the place of a token."""
        return SourceEdit(self.path, token.start, token.end, text)

    def cut(self, start: int, end: int, text: str = "") -> SourceEdit:
        """Returns the edit that puts `text` in the place of a span."""
        return SourceEdit(self.path, start, end, text)


class _Structure:
    """Walks the tokens once and finds brackets and logical lines."""

    def __init__(self, sketch: Sketch) -> None:
        self.tokens = sketch.tokens
        self.stack: list[LooseToken] = []
        self.partner: dict[int, LooseToken] = {}
        self.inside: dict[int, LooseToken] = {}
        self.unclosed: list[LooseToken] = []
        self.surplus: list[LooseToken] = []
        self.mismatched: list[tuple[LooseToken, LooseToken]] = []
        self.lines: list[LogicalLine] = []
        self.current: list[LooseToken] = []
        self.indent = 0
        self.continuation_indents: list[int] = []

    def result(self) -> tuple[Brackets, tuple[LogicalLine, ...]]:
        at_line_start, width = True, 0
        for position, token in enumerate(self.tokens):
            if token.kind is Kind.NEWLINE:
                if not self.stack:
                    self._end_line()
                at_line_start, width = True, 0
                continue
            if token.kind is Kind.SPACE:
                width = _width(token.text) if at_line_start else width
                continue
            if token.kind is Kind.COMMENT:
                continue
            if at_line_start:
                self._start_line(position, width)
                at_line_start = False
            self._take(token)
        self.unclosed += self.stack
        self._end_line()
        brackets = Brackets(
            self.partner,
            self.inside,
            tuple(sorted(self.unclosed, key=lambda token: token.start)),
            tuple(self.surplus),
            tuple(self.mismatched),
        )
        return brackets, tuple(self.lines)

    def _start_line(self, position: int, width: int) -> None:
        if self.stack and self._is_statement(position, width):
            self.unclosed += self.stack
            self.stack = []
            self._end_line()
        if not self.current:
            self.indent = width
            self.continuation_indents = []
        elif self.tokens[position].text not in CLOSERS:
            self.continuation_indents.append(width)

    def _end_line(self) -> None:
        if self.current:
            self.lines.append(LogicalLine(tuple(self.current), self.indent))
        self.current = []

    def _take(self, token: LooseToken) -> None:
        if token.kind is Kind.BRACKET and token.text in CLOSERS:
            self._close(token)
        if self.stack:
            self.inside[token.start] = self.stack[-1]
        self.current.append(token)
        if token.kind is Kind.BRACKET and token.text in OPENERS:
            self.stack.append(token)

    def _close(self, token: LooseToken) -> None:
        wanted = CLOSERS[token.text]
        if not self.stack:
            self.surplus.append(token)
            return
        if self.stack[-1].text != wanted and any(item.text == wanted for item in self.stack):
            while self.stack[-1].text != wanted:
                self.unclosed.append(self.stack.pop())
        opener = self.stack.pop()
        self.partner[opener.start], self.partner[token.start] = token, opener
        if opener.text != wanted:
            self.mismatched.append((opener, token))

    def _is_statement(self, position: int, width: int) -> bool:
        """Whether the line at `position`, inside of brackets, can only be a new statement."""
        tokens = _line_tokens(self.tokens, position)
        first = tokens[0]
        if first.kind is not Kind.NAME and first.text != "@":
            return False
        if first.text in STATEMENT_KEYWORDS:
            return not (len(tokens) > 1 and tokens[1].text in {"=", ",", ")"})
        if width > self.indent:
            # The body of a header whose bracket is open: two values side by side are no expression.
            last = self.current[-1]
            in_header = self.current[0].text in BLOCK_KEYWORDS and (
                _ends_value(last) or last.text == ":"
            )
            return in_header and first.kind is Kind.NAME and _starts_statement(tokens)
        if first.text in {"if", "for", "else", "async", "from"} or first.text == "@":
            if first.text in {"for", "if"} and _ends_value(self.current[-1]):
                # Without its colon, too: what follows it is indented as a body is.
                return tokens[-1].text == ":" or _next_width(self.tokens, position) > width
            return tokens[-1].text == ":" or first.text in {"from", "@"}
        if first.text in OPERATOR_KEYWORDS:
            return False
        if first.kind is not Kind.NAME or not _starts_statement(tokens):
            return False
        last = self.current[-1]
        hanging = any(indent > width for indent in self.continuation_indents)
        if last.text in OPENERS and last is self.stack[-1]:
            return True  # `f(` and then a statement no deeper than the line it stands on
        if _ends_value(last):
            # Two values side by side are no expression, so the line above was the last one.
            return True
        return hanging or (self.stack[-1].text != "(" and "=" in [t.text for t in tokens[:4]])


def _width(blanks: str) -> int:
    width = 0
    for char in blanks:
        width = (width // 8 + 1) * 8 if char == "\t" else width + 1
    return width


def _next_width(tokens: tuple[LooseToken, ...], position: int) -> int:
    """Returns the margin of the next line that is not blank."""
    width, at_start = -1, False
    for token in tokens[position:]:
        if token.kind is Kind.NEWLINE:
            width, at_start = 0, True
        elif at_start and token.kind is Kind.SPACE:
            width = _width(token.text)
        elif at_start and token.kind is not Kind.COMMENT:
            return width
    return -1


def _line_tokens(tokens: tuple[LooseToken, ...], position: int) -> list[LooseToken]:
    found: list[LooseToken] = []
    for token in tokens[position:]:
        if token.kind is Kind.NEWLINE:
            break
        if token.kind not in _BLANK:
            found.append(token)
    return found


def _starts_statement(tokens: list[LooseToken]) -> bool:
    """Whether a line reads ``name = …``, ``name.attribute += …`` or ``name(…)``."""
    depth = 0
    for token in tokens[1:]:
        if token.text in OPENERS:
            if token.text == "(" and depth == 0:
                return tokens[-1].text == ")"
            depth += 1
        elif token.text in CLOSERS:
            depth -= 1
        elif depth == 0 and (token.text == "=" or token.text in AUGMENTED):
            return True
        elif depth == 0 and not _in_target(token):
            return False
    return False


def _in_target(token: LooseToken) -> bool:
    if token.kind is Kind.NAME:
        return token.text not in KEYWORDS
    return token.text in {".", ","}


def _ends_value(token: LooseToken) -> bool:
    if token.kind is Kind.NAME:
        return token.text not in KEYWORDS or token.text in VALUE_KEYWORDS
    return token.kind in {Kind.NUMBER, Kind.STRING, Kind.OPEN_STRING} or token.text in CLOSERS


def ends_value(token: LooseToken | None) -> bool:
    """Whether a token can be the end of a value."""
    return token is not None and _ends_value(token)


def starts_value(token: LooseToken | None) -> bool:
    """Whether a token can be the start of a value."""
    if token is None:
        return False
    if token.kind is Kind.NAME:
        return token.text not in KEYWORDS or token.text in VALUE_KEYWORDS | {"not", "lambda"}
    return token.kind in {Kind.NUMBER, Kind.STRING, Kind.OPEN_STRING} or token.text in OPENERS


@lru_cache(maxsize=512)
def cached_state(text: str) -> SyntaxState:
    """`syntax_state`, remembered: several patterns try the same edit."""
    return syntax_state(text)


def sketch_of(context: Context) -> Sketch:
    """Returns the sketch of a failure's file; patterns asked about one failure share it."""
    return sketch_at(context.source.path, context.source.text, context.line)


@lru_cache(maxsize=64)
def sketch_at(path: str, text: str, line: int) -> Sketch:
    """Returns the sketch of a text with an error at `line`."""
    return Sketch(path, text, line, cached_state(text))
