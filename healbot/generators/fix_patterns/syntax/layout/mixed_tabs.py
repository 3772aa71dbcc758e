"""Tabs and blanks mixed in indentation: all lines get what most lines have."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from healbot.generators.fix_patterns.pattern import Context, Fix
from healbot.generators.fix_patterns.syntax.layout.block_sense import block_oddity
from healbot.generators.fix_patterns.syntax.layout.indentation import layout_of
from healbot.generators.fix_patterns.syntax.layout.rewriting import fix_to, syntax_pattern
from healbot.generators.fix_patterns.syntax.reparse import syntax_state

_WIDTHS = (4, 8, 2, 3)


def rewrite(text: str) -> str:
    """Returns `text` with one kind of indentation, with the likeliest width of a tab."""
    best = _best(text)
    return best[0] if best else text


@lru_cache(maxsize=4)
def _best(text: str) -> tuple[str, int] | None:
    if not _is_mixed(text):
        return None
    found = []
    for rank, width in enumerate(_WIDTHS):
        after = _converted(text, width)
        if syntax_state(after).parses:
            found.append((block_oddity(after) + 0.2 * rank, after, width))
    if not found:
        return None
    _, after, width = min(found)
    return after, width


def _is_mixed(text: str) -> bool:
    if "\t" not in text:
        return False
    layout = layout_of(text)
    tabs = any("\t" in row.indent for row in layout.rows)
    return tabs and any(" " in row.indent for row in layout.rows)


def _converted(text: str, width: int) -> str:
    layout = layout_of(text)
    with_tabs = sum("\t" in row.indent for row in layout.rows)
    to_tabs = with_tabs > sum(" " in row.indent for row in layout.rows)
    starts = {row.first for row in layout.rows}
    lines = list(layout.lines)
    for at, line in enumerate(lines):
        blanks = line[: len(line) - len(line.lstrip(" \t"))]
        comment = line[len(blanks) :].startswith("#")
        if (
            at in layout.inside_strings
            or not blanks
            or not (at in starts or comment or "\t" in blanks)
        ):
            continue
        columns = len(blanks.expandtabs(width))
        new = " " * columns
        if to_tabs:
            new = "\t" * (columns // width) + " " * (columns % width)
        lines[at] = new + line[len(blanks) :]
    return "".join(lines)


def _propose(context: Context) -> Iterator[Fix]:
    text = context.source.text
    best = _best(text)
    if best is not None:
        reason = f"Tabs and blanks are mixed; a tab stands for {best[1]} columns here."
        yield from fix_to(context, best[0], reason, sure=0.93)
    elif _is_mixed(text):
        for rank, width in enumerate(_WIDTHS[:2]):
            reason = f"Tabs and blanks are mixed; a tab is taken for {width} columns."
            yield from fix_to(context, _converted(text, width), reason, moved=0.55 - 0.1 * rank)


PATTERN = syntax_pattern("mixed_tabs", _propose)
