"""A bracket that is never closed.

Where the closing bracket belongs is decided by trying: every place behind a value is a candidate,
the end of the line (or the place before a header's colon) the likeliest, and what `plausibility`
finds odd in the outcome (``len(a > 3)``, ``round(x)`` with two arguments left over) counts against
it. In literals over several lines the indentation shows where an element ends.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.syntax.loose_tokens import Kind, LooseToken
from healbot.generators.fix_patterns.syntax.structure.judge import Candidate
from healbot.generators.fix_patterns.syntax.structure.sketch import (
    LogicalLine,
    Sketch,
    ends_value,
)
from healbot.generators.fix_patterns.syntax.structure.words import (
    BLOCK_KEYWORDS,
    CLOSERS,
    OPENERS,
)

_MAX_LINES = 5
"""Logical lines with unclosed brackets that are looked at."""
_MAX_PLACES = 30


def candidates(sketch: Sketch) -> Iterator[Candidate]:
    """Yields the repairs to try."""
    for line in _broken_lines(sketch):
        unclosed = [t for t in sketch.brackets.unclosed if line.first.start <= t.start < _end(line)]
        if not unclosed:
            continue
        if line.end_line > line.first.line:
            yield from _by_indentation(sketch, line)
            yield from _at_line_ends(sketch, line)
            yield from _at_end_of_block(sketch, line, unclosed)
        yield from _at_end(sketch, line, unclosed)
        yield from _in_between(sketch, line, unclosed)


def _broken_lines(sketch: Sketch) -> list[LogicalLine]:
    """The logical lines with unclosed brackets, nearest to the error first."""
    found: dict[int, LogicalLine] = {}
    for token in sketch.brackets.unclosed:
        at = sketch.logical_at(token.line)
        if at is not None:
            line = sketch.logical_lines[at]
            found[line.first.start] = line
    nearest = sorted(
        found.values(),
        key=lambda line: min(abs(line.first.line - number) for number in sketch.error_lines),
    )
    return nearest[:_MAX_LINES]


def _end(line: LogicalLine) -> int:
    return line.last.end


def _closers(unclosed: list[LooseToken]) -> str:
    return "".join(OPENERS[token.text] for token in reversed(unclosed))


def _why(unclosed: list[LooseToken]) -> str:
    shown = " and ".join(f"`{token.text}`" for token in unclosed)
    return f"{shown} of line {unclosed[0].line} is never closed."


def _at_end(sketch: Sketch, line: LogicalLine, unclosed: list[LooseToken]) -> Iterator[Candidate]:
    """At the end of the logical line, or before the colon that ends a header."""
    closers, last = _closers(unclosed), line.last
    is_header = line.keyword in BLOCK_KEYWORDS
    if is_header and last.text == ":":
        before = sketch.before(last)
        place = before.end if before is not None else last.start
        yield Candidate((sketch.insert(place, closers),), 0.92, _why(unclosed))
    elif is_header:
        why = _why(unclosed) + " The header lacks its colon, too."
        yield Candidate((sketch.insert(last.end, closers + ":"),), 0.88, why)
    comma = last.text == "," and last.line == line.first.line
    place, end = (last.start, last.end) if comma else (last.end, last.end)
    # Brackets around all of a value group nothing: the bracket ends earlier.
    pointless = len(unclosed) == 1 and _groups_all(sketch, line, unclosed[0])
    prior = 0.78 if pointless else 0.9
    yield Candidate((sketch.cut(place, end, closers),), prior, _why(unclosed))


def _in_between(
    sketch: Sketch, line: LogicalLine, unclosed: list[LooseToken]
) -> Iterator[Candidate]:
    """Behind any value of the line, from the right; one bracket there, the others at the end."""
    header_end = line.last if line.keyword in BLOCK_KEYWORDS and line.last.text == ":" else None
    end = sketch.before(header_end) if header_end is not None else line.last
    if end is None:
        return
    places = [
        token
        for token in line.tokens
        if token.start >= unclosed[0].start
        and token.end < end.end
        and (ends_value(token) or token.text in OPENERS)
    ]
    for token in reversed(places[-_MAX_PLACES:]):
        opener = _innermost_open(unclosed, token)
        if opener is None:
            continue
        rest = [item for item in unclosed if item is not opener]
        # The point of `x[0.upper()` belongs to the attribute, not to the number.
        point = token.kind is Kind.NUMBER and token.text.endswith(".")
        closed = sketch.insert(token.end - point, OPENERS[opener.text])
        edits: tuple[SourceEdit, ...] = (closed,)
        if rest:
            edits += (sketch.insert(end.end, _closers(rest)),)
        following = sketch.after(token)
        if following is not None and following.text in {"(", "[", "."}:
            prior = 0.7  # would tear a call or an attribute from its object
        elif _groups_sum(sketch, line, opener, token):
            prior = 0.86
        elif token.line != unclosed[0].line and following and following.line != token.line:
            prior = 0.84
        else:
            prior = 0.6 if _only_groups(sketch, opener, token) else 0.82
        yield Candidate(edits, prior, _why([opener]))


def _only_groups(sketch: Sketch, opener: LooseToken, token: LooseToken) -> bool:
    """Whether closing behind `token` leaves brackets around a single word: ``(3), 4``."""
    return (
        sketch.after(opener) is token
        and opener.text == "("
        and not ends_value(sketch.before(opener))
    )


def _innermost_open(unclosed: list[LooseToken], token: LooseToken) -> LooseToken | None:
    found = [item for item in unclosed if item.start <= token.start]
    return found[-1] if found else None


def _groups_all(sketch: Sketch, line: LogicalLine, opener: LooseToken) -> bool:
    """Whether a bracket opens right behind ``=`` or ``return``, on a line that ends with it."""
    before = sketch.before(opener)
    one_line = line.end_line == line.first.line
    return (
        one_line
        and opener.text == "("
        and before is not None
        and (before.text in {"=", "return"} and "," not in line.texts and "for" not in line.texts)
    )


def _groups_sum(sketch: Sketch, line: LogicalLine, opener: LooseToken, token: LooseToken) -> bool:
    """Whether closing behind `token` makes a sum a factor: what brackets are written for."""
    before, following = sketch.before(opener), sketch.after(token)
    if opener.text != "(" or ends_value(before) or following is None:
        return False
    inside = [
        item.text
        for item in line.tokens
        if opener.start < item.start < token.start
        and sketch.brackets.inside.get(item.start) == opener
    ]
    return following.text in {"*", "/", "//", "%", "**"} and not {"+", "-"}.isdisjoint(inside)


def _at_line_ends(sketch: Sketch, line: LogicalLine) -> Iterator[Candidate]:
    """At the end of a physical line whose neighbours are closed: an element on one line."""
    heads = _line_heads(line)
    for head, following in itertools.pairwise(heads):
        if _margin(sketch, head.line) != _margin(sketch, following.line):
            continue
        tokens = [t for t in line.tokens if t.line == head.line]
        last = tokens[-1]
        opened = _left_open(tokens)
        if not opened or last.text in OPENERS:
            continue
        comma = last.text == ","
        place = sketch.before(last) if comma else last
        if place is not None:
            edit = sketch.insert(place.end, _closers(opened))
            yield Candidate((edit,), 0.93, _why(opened))


def _left_open(tokens: list[LooseToken]) -> list[LooseToken]:
    stack: list[LooseToken] = []
    for token in tokens:
        if token.text in OPENERS:
            stack.append(token)
        elif token.text in CLOSERS and stack:
            stack.pop()
    return stack


def _by_indentation(sketch: Sketch, line: LogicalLine) -> Iterator[Candidate]:
    """Before the line that comes back to the margin of the line that opened the bracket."""
    heads = _line_heads(line)
    for opener in line.tokens:
        if opener.text not in OPENERS or not _hangs(sketch, opener):
            continue
        margin = _margin(sketch, opener.line)
        for head in heads:
            if head.line <= opener.line:
                continue
            width = _margin(sketch, head.line)
            if width > margin:
                continue
            if head.text not in CLOSERS or (width < margin):
                comma = "" if head.text in CLOSERS else ","
                yield _own_line(sketch, opener, head, OPENERS[opener.text] + comma)
            break


def _own_line(sketch: Sketch, opener: LooseToken, head: LooseToken, closing: str) -> Candidate:
    """Puts a closing bracket on a line of its own behind the last element before `head`."""
    last = sketch.before(head) or head
    blanks = _blanks(sketch, opener.line)
    place = _line_end(sketch, last)
    edit = sketch.insert(place, sketch.newline + blanks + closing)
    why = f"`{opener.text}` of line {opener.line} is never closed; the indentation shows where."
    return Candidate((edit,), 0.94, why)


def _at_end_of_block(
    sketch: Sketch, line: LogicalLine, unclosed: list[LooseToken]
) -> Iterator[Candidate]:
    """On lines of their own at the end, when the brackets were opened at the ends of lines."""
    if not all(_hangs(sketch, opener) for opener in unclosed):
        return
    place = _line_end(sketch, line.last)
    text = "".join(
        sketch.newline + _blanks(sketch, opener.line) + OPENERS[opener.text]
        for opener in reversed(unclosed)
    )
    yield Candidate((sketch.insert(place, text),), 0.93, _why(unclosed))


def _hangs(sketch: Sketch, opener: LooseToken) -> bool:
    """Whether a bracket is the last token of its line."""
    following = sketch.after(opener)
    return following is None or following.line > opener.line


def _line_heads(line: LogicalLine) -> list[LooseToken]:
    """The first token of each physical line."""
    heads: list[LooseToken] = []
    for token in line.tokens:
        if not heads or token.line > heads[-1].line:
            heads.append(token)
    return heads


def _margin(sketch: Sketch, number: int) -> int:
    return len(_blanks(sketch, number).expandtabs())


def _blanks(sketch: Sketch, number: int) -> str:
    text = sketch.line_text(number)
    return text[: len(text) - len(text.lstrip())]


def _line_end(sketch: Sketch, token: LooseToken) -> int:
    """Returns the offset at the end of the physical line (comment included) of a token's end."""
    number = sketch.line_of(token.end - 1)
    start = sketch.line_starts[number - 1]
    return start + len(sketch.line_text(number).rstrip())
