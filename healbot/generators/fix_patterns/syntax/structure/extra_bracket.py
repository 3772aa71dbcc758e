"""A closing bracket too many, or one whose opening bracket is missing."""

from __future__ import annotations

import builtins
from collections.abc import Iterator

from healbot.generators.fix_patterns.syntax.loose_tokens import Kind, LooseToken
from healbot.generators.fix_patterns.syntax.structure.judge import Candidate
from healbot.generators.fix_patterns.syntax.structure.sketch import (
    LogicalLine,
    Sketch,
    starts_value,
)
from healbot.generators.fix_patterns.syntax.structure.words import (
    AUGMENTED,
    CLOSERS,
    KEYWORDS,
    OPENERS,
)

_MAX_LINES = 5
_KNOWN = frozenset(dir(builtins))


def candidates(sketch: Sketch) -> Iterator[Candidate]:
    """Yields the repairs to try."""
    nearest = sorted(
        sketch.brackets.surplus,
        key=lambda token: min(abs(token.line - number) for number in sketch.error_lines),
    )
    for closer in nearest[:_MAX_LINES]:
        at = sketch.logical_at(closer.line)
        if at is None:
            continue
        line = sketch.logical_lines[at]
        yield from _without(sketch, line, closer)
        yield from _with_opener(sketch, line, closer)


def _without(sketch: Sketch, line: LogicalLine, closer: LooseToken) -> Iterator[Candidate]:
    """Deletes the surplus bracket, or another of the same shape before it."""
    why = f"`{closer.text}` closes nothing."
    alone = sketch.line_text(closer.line).strip() == closer.text
    if alone:
        yield Candidate((sketch.cut(*sketch.line_span(closer.line)),), 0.9, why)
    else:
        yield Candidate((sketch.replace(closer, ""),), 0.9, why)
    for token in reversed(line.tokens):
        if token.text == closer.text and token.start < closer.start:
            before, after = sketch.before(token), sketch.after(token)
            if after is not None and after.text == token.text:
                continue  # one of a row: the same outcome
            empty_call = before is not None and before.text == CLOSERS[token.text]
            prior = 0.6 if empty_call else 0.82
            yield Candidate((sketch.replace(token, ""),), prior, why)


def _with_opener(sketch: Sketch, line: LogicalLine, closer: LooseToken) -> Iterator[Candidate]:
    """Inserts the missing opening bracket: ``print "a")``, ``x = a + b) / 2``."""
    opener = CLOSERS[closer.text]
    why = f"`{closer.text}` has no opening bracket."
    ahead = closer.start
    for token in line.tokens:
        if token.start >= ahead:
            break
        after = sketch.after(token)
        if after is None or after.start > ahead:
            continue
        if opener == "[" and token.kind is Kind.NAME and token.text not in KEYWORDS:
            yield Candidate((sketch.insert(token.end, opener),), 0.9, why)
        if not starts_value(after):
            continue
        if after.text in OPENERS and token.kind is Kind.NAME:
            continue  # a call as it is
        if token.kind is Kind.NAME and token.text not in KEYWORDS and opener == "(":
            # A name and a value side by side: a call without its bracket.
            gap = sketch.cut(token.end, after.start, opener)
            yield Candidate((gap,), 0.93, why)
        elif (
            token.text in {"=", "return", "in", "(", ",", "if", "while", "elif", "not"} | AUGMENTED
        ):
            more_behind = closer is not line.last and line.tokens[-1].text != ":"
            prior = 0.91 if more_behind or opener != "(" else 0.8
            prior = 0.78 if token.text == "(" or _lone(sketch, after, closer) else prior
            yield Candidate((sketch.insert(after.start, opener),), prior, why)
    yield from _at_start(sketch, line, closer)
    yield from _split_names(sketch, line, closer)


def _at_start(sketch: Sketch, line: LogicalLine, closer: LooseToken) -> Iterator[Candidate]:
    """At the start of the line, or right before the surplus bracket."""
    opener = CLOSERS[closer.text]
    why = f"`{closer.text}` has no opening bracket."
    following, before = sketch.after(closer), sketch.before(closer)
    if line.first.start < closer.start and following is not None and following.text in {".", "="}:
        prior = 0.92 if following.text == "=" else 0.8
        yield Candidate((sketch.insert(line.first.start, opener),), prior, why)
    if before is not None and before.kind is Kind.NAME and opener == "(":
        # `x = clock) + 1` calls without arguments: brackets around one name mean nothing.
        yield Candidate((sketch.insert(closer.start, opener),), 0.86, why)


def _split_names(sketch: Sketch, line: LogicalLine, closer: LooseToken) -> Iterator[Candidate]:
    """``lenitems)``: two known names with the bracket lost between them."""
    opener = CLOSERS[closer.text]
    for token in line.tokens:
        if token.kind is not Kind.NAME or token.start > closer.start:
            continue
        if sketch.names[token.text] > 1 or token.text in _KNOWN | KEYWORDS:
            continue
        for place in range(2, len(token.text)):
            left, right = token.text[:place], token.text[place:]
            if all(sketch.names[name] or name in _KNOWN for name in (left, right)):
                why = f"`{closer.text}` has no opening bracket; it was lost within a name."
                yield Candidate((sketch.insert(token.start + place, opener),), 0.92, why)


def _lone(sketch: Sketch, first: LooseToken, closer: LooseToken) -> bool:
    """Whether only one name (with its attributes) stands from `first` to the bracket."""
    token: LooseToken | None = first
    while token is not None and token.start < closer.start:
        if token.kind is not Kind.NAME and token.text != ".":
            return False
        token = sketch.after(token)
    return True
