"""Sentences before, between and after the code of an answer that was saved as a script."""

from __future__ import annotations

import re
from collections.abc import Iterator

from healbot.generators.fix_patterns.pattern import Context, Fix
from healbot.generators.fix_patterns.syntax.layout.indentation import Layout, layout_of
from healbot.generators.fix_patterns.syntax.layout.prose import (
    compiles_alone,
    is_code,
    is_output_section,
    is_prose,
    is_section,
)
from healbot.generators.fix_patterns.syntax.layout.rewriting import fix_to, syntax_pattern

_CALL = re.compile(r"^[A-Z]\w*\(")


def rewrite(text: str) -> str:
    """Returns `text` without the sentences around the code; those within become comments."""
    layout = layout_of(text)
    marked = [_is_marked(layout, at) for at in range(len(layout.lines))]
    if not any(marked):
        return text
    _mark_sections(layout, marked)
    code = [at for at, line in enumerate(layout.lines) if line.strip() and not marked[at]]
    if not code:
        return text
    lines = []
    for at, line in enumerate(layout.lines):
        blank = not line.strip()
        if (marked[at] or blank) and (at < code[0] or at > code[-1]):
            continue
        if marked[at]:
            blanks = line[: len(line) - len(line.lstrip())]
            line = blanks + "# " + line.lstrip()
        lines.append(line)
    return "".join(lines)


def _is_marked(layout: Layout, at: int) -> bool:
    return at not in layout.inside_strings and is_prose(layout.lines[at])


def _mark_sections(layout: Layout, marked: list[bool]) -> None:
    """Marks what stands behind the last heading such as ``Output:`` when none of it is code."""
    for at in range(len(marked) - 1, -1, -1):
        if marked[at] and (is_section(layout.lines[at]) or layout.lines[at].rstrip().endswith(":")):
            rest = [line for line in layout.lines[at + 1 :] if line.strip()]
            if is_output_section(layout.lines[at]):  # what is printed may look like a call
                rest = [line for line in rest if not _CALL.match(line)]
            if not any(is_code(line) for line in rest):
                marked[at:] = [bool(line.strip()) for line in layout.lines[at:]]
    first = next((at for at, line in enumerate(layout.lines) if line.strip()), 0)
    if not marked[first]:
        return
    for at in range(first, len(marked)):  # the rest of a paragraph at the top, line by line
        line = layout.lines[at].strip()
        if not line or marked[at] or line == "---":
            marked[at] = bool(line)
        elif compiles_alone(line) or line.startswith("#") or is_code(line):
            break
        else:
            break


def _propose(context: Context) -> Iterator[Fix]:
    text = context.source.text
    reason = "Sentences around the code are no Python: those outside go, those within are comments."
    yield from fix_to(context, rewrite(text), reason, sure=0.9, moved=0.6)


PATTERN = syntax_pattern("chat_filler", _propose)
