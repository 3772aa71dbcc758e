"""Patterns that rewrite a whole text: how their rewriting becomes the edits of a judged fix.

A leftover such as the print statement occurs all over a file. Its pattern is a function from text
to text that repairs every occurrence, so that several kinds compose; the edits are read off the
difference between the two texts.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.pattern import Context, Fix, FixPattern
from healbot.generators.fix_patterns.syntax.reparse import (
    SyntaxState,
    is_better,
    state_after,
    syntax_state,
)

SYNTAX_EXCEPTIONS = frozenset({"SyntaxError", "IndentationError", "TabError"})

Rewriting = Callable[[str], str]
Span = tuple[int, int, str]
"""Start and end offset of what is replaced, and the replacement."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_MAX_DIFFED = 2000
"""More changed lines than this are compared with difflib's heuristic for long sequences."""


def syntax_pattern(name: str, propose: Callable[[Context], Iterator[Fix]]) -> FixPattern:
    """Returns a pattern that answers whatever keeps a file from compiling."""
    return FixPattern(name, SYNTAX_EXCEPTIONS, propose)


def rewriting_pattern(
    name: str, rewrite: Rewriting, rationale: str, *, sure: float = 0.92, moved: float = 0.7
) -> FixPattern:
    """Returns a pattern whose one fix is `rewrite` applied to the whole file.

    `sure` is the confidence when the file compiles afterwards, `moved` when it fails further on.
    """

    def propose(context: Context) -> Iterator[Fix]:
        after = rewrite(context.source.text)
        yield from fix_to(context, after, rationale, sure=sure, moved=moved)

    return syntax_pattern(name, propose)


def fix_to(
    context: Context, after: str, rationale: str, *, sure: float = 0.9, moved: float = 0.5
) -> Iterator[Fix]:
    """Yields the fix that turns the file's text into `after` when that is better."""
    if after == context.source.text:
        return
    edits = edits_between(context.source.path, context.source.text, after)
    state = state_after(context.source.text, edits)
    if state is not None and state.parses:
        yield Fix(edits, rationale, sure)
    elif is_better(before(context), state, added_lines=_added_above(context, edits)):
        yield Fix(edits, rationale, moved)


def before(context: Context) -> SyntaxState:
    """Returns where the failing file stops compiling for healbot's own interpreter."""
    return _known_state(context.source.text)


@lru_cache(maxsize=4)
def _known_state(text: str) -> SyntaxState:
    """Every pattern asks this about the same text."""
    return syntax_state(text)


def budget(text: str, most: int = 40) -> int:
    """Returns how many candidates for `text` may be compiled: fewer for a long file."""
    return max(4, min(most, 800_000 // (len(text) + 1)))


def _added_above(context: Context, edits: Iterable[SourceEdit]) -> int:
    """Returns how many lines the edits add above the error; negative when they remove some."""
    limit = context.source.offset(before(context).error_line or 1, 0)
    text = context.source.text
    return sum(
        edit.replacement.count("\n") - text.count("\n", edit.start, edit.end)
        for edit in edits
        if edit.start <= limit
    )


def split_lines(text: str) -> list[str]:
    """Returns the lines of `text` with their ends, as Python's tokenizer divides them."""
    return _LINE.findall(text)


def line_end(line: str) -> str:
    """Returns the line end of `line`, ``""`` for the last line of a file without one."""
    return line[len(line.rstrip("\r\n")) :]


def substitute(text: str, spans: Iterable[Span]) -> str:
    """Returns `text` with the spans replaced; a span inside an earlier one is left out."""
    pieces: list[str] = []
    position = 0
    for start, end, replacement in sorted(spans, key=lambda span: span[:2]):
        if start < position:
            continue
        pieces += (text[position:start], replacement)
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


def edits_between(path: str, old: str, new: str) -> tuple[SourceEdit, ...]:
    """Returns small edits that turn `old` into `new`: changed parts of changed lines."""
    a, b = split_lines(old), split_lines(new)
    edits: list[SourceEdit] = []
    starts = [0]
    for line in a:
        starts.append(starts[-1] + len(line))
    for i1, i2, j1, j2 in _changed_blocks(a, b):
        if i2 - i1 == j2 - j1:
            pairs = [(i, i + 1, j, j + 1) for i, j in zip(range(i1, i2), range(j1, j2))]  # noqa: B905
        else:
            pairs = [(i1, i2, j1, j2)]
        for k1, k2, m1, m2 in pairs:
            edits += _trimmed(path, starts[k1], "".join(a[k1:k2]), "".join(b[m1:m2]))
    return tuple(edits)


def _changed_blocks(a: list[str], b: list[str]) -> Iterator[tuple[int, int, int, int]]:
    if len(a) == len(b):
        yield 0, len(a), 0, len(b)
        return
    head = 0
    while head < min(len(a), len(b)) and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < min(len(a), len(b)) - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    inner_a, inner_b = a[head : len(a) - tail], b[head : len(b) - tail]
    long = len(inner_a) > _MAX_DIFFED
    matcher = difflib.SequenceMatcher(None, inner_a, inner_b, autojunk=long)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            yield i1 + head, i2 + head, j1 + head, j2 + head


def _trimmed(path: str, start: int, old: str, new: str) -> Iterator[SourceEdit]:
    if old == new:
        return
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    yield SourceEdit(path, start + head, start + len(old) - tail, new[head : len(new) - tail])
