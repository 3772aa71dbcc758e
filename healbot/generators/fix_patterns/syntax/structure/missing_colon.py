"""A block header without its colon, or with another character in its place."""

from __future__ import annotations

from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.syntax.loose_tokens import Kind, LooseToken
from healbot.generators.fix_patterns.syntax.structure.judge import Candidate
from healbot.generators.fix_patterns.syntax.structure.sketch import (
    LogicalLine,
    Sketch,
    ends_value,
    starts_value,
)
from healbot.generators.fix_patterns.syntax.structure.words import BLOCK_KEYWORDS

_INSTEAD = frozenset({";", ",", ".", "=", "::", "->", "=>"})
"""What people type in the colon's place."""
_LONE = frozenset({"else", "try", "finally"})


def candidates(sketch: Sketch) -> Iterator[Candidate]:
    """Yields the repairs to try."""
    missing = {line.first.line: line for line in sketch.logical_lines if _lacks(sketch, line)}
    everywhere = tuple(
        edit for line in missing.values() if sketch.has_body(line) for edit in _colon(sketch, line)
    )
    if everywhere:
        headers = "The block header ends" if len(everywhere) == 1 else "Block headers end"
        yield Candidate(everywhere, 0.95, f"{headers} without the colon that starts the block.")
    for line in sketch.suspects:
        if line.first.line in missing:
            yield Candidate(_colon(sketch, line), 0.9, "The block header lacks its colon.")
        yield from _one_line_bodies(sketch, line)
        yield from _lambdas(sketch, line)
        yield from _dict_entries(sketch, line)


def _lacks(sketch: Sketch, line: LogicalLine) -> bool:
    """Whether a logical line is a block header whose top level has no colon."""
    word = line.keyword
    if word not in BLOCK_KEYWORDS and not _soft_header(sketch, line):
        return False
    if line.last.text == "{":
        return False
    top = sketch.at_top(line)
    if word in _LONE and len(line.tokens) > 1 and line.last.text not in _INSTEAD:
        return False
    lambdas = sum(token.text == "lambda" for token in top)
    return sum(token.text == ":" for token in top) <= lambdas and line.last.text != ":"


def _soft_header(sketch: Sketch, line: LogicalLine) -> bool:
    """``match x`` before a ``case``, or ``case y`` with a body."""
    if len(line.tokens) < 2 or line.tokens[1].text in {"=", ".", ",", ")"}:
        return False
    if line.first.text == "match":
        following = sketch.next_line(line)
        return following is not None and following.first.text == "case"
    return line.first.text == "case" and sketch.has_body(line)


def _colon(sketch: Sketch, line: LogicalLine) -> tuple[SourceEdit, ...]:
    last = line.last
    if last.text in _INSTEAD and len(line.tokens) > 1:
        return (sketch.replace(last, ":"),)
    return (sketch.insert(last.end, ":"),)


def _one_line_bodies(sketch: Sketch, line: LogicalLine) -> Iterator[Candidate]:
    """``else print(x)`` and ``if x > 3 return y``: only where a keyword shows the place."""
    if line.keyword in _LONE and len(line.tokens) > 1 and line.tokens[1].text not in {":", "if"}:
        colon = sketch.insert(line.first.end, ":")
        yield Candidate((colon,), 0.8, f"`{line.first.text}` lacks its colon.")
    if line.keyword not in {"if", "elif", "while", "for", "with", "def"}:
        return
    for token in line.tokens[2:]:
        if token.text in {"return", "break", "continue", "pass", "raise"}:
            before = sketch.before(token)
            if before is not None and before.text != ":":
                yield Candidate(
                    (sketch.insert(before.end, ":"),), 0.85, "The block header lacks its colon."
                )


def _lambdas(sketch: Sketch, line: LogicalLine) -> Iterator[Candidate]:
    """``lambda x x + 1``."""
    for token in line.tokens:
        if token.text != "lambda":
            continue
        end = token
        following = sketch.after(end)
        while following is not None and following.kind is Kind.NAME:
            end = following
            comma = sketch.after(end)
            if comma is None or comma.text != ",":
                break
            following = sketch.after(comma)
        colon = sketch.after(end)
        if colon is not None and (starts_value(colon) or colon.text in {"=", ";", "."}):
            instead = colon.text in {"=", ";", "."}
            edit = sketch.replace(colon, ":") if instead else sketch.insert(end.end, ":")
            yield Candidate((edit,), 0.88, "The lambda lacks the colon behind its parameters.")


def _dict_entries(sketch: Sketch, line: LogicalLine) -> Iterator[Candidate]:
    """``{"a" 1}``: all entries of one dict that lack the colon."""
    groups: dict[int, list[SourceEdit]] = {}
    for left, right in zip(line.tokens, line.tokens[1:], strict=False):
        around = sketch.brackets.inside.get(right.start)
        if around is None or around.text != "{" or sketch.brackets.inside.get(left.start) != around:
            continue
        if _is_key(sketch, left) and ends_value(left) and starts_value(right):
            groups.setdefault(around.start, []).append(sketch.insert(left.end, ":"))
    for edits in groups.values():
        yield Candidate(tuple(edits), 0.9, "The dict entry lacks the colon behind its key.")


def _is_key(sketch: Sketch, token: LooseToken) -> bool:
    """Whether a token starts an entry of the brackets around it."""
    before = sketch.before(token)
    return before is not None and before.text in {"{", ","}
