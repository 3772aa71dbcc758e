"""What stands left of ``=`` cannot be assigned to: ``5 = x``, ``total-price = 3``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.syntax.loose_tokens import Kind
from healbot.generators.fix_patterns.syntax.structure.f_strings import renamed_in_f_strings
from healbot.generators.fix_patterns.syntax.structure.judge import Candidate
from healbot.generators.fix_patterns.syntax.structure.sketch import LogicalLine, Sketch
from healbot.generators.fix_patterns.syntax.structure.words import BLOCK_KEYWORDS, KEYWORDS

_TARGET = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*|\[[^\[\]]*\])*(?:, *[^\W\d]\w*)*")


def candidates(sketch: Sketch) -> Iterator[Candidate]:
    """Yields the repairs to try."""
    for line in sketch.suspects:
        yield from _swapped(sketch, line)
        yield from _hyphenated(sketch, line)


def _swapped(sketch: Sketch, line: LogicalLine) -> Iterator[Candidate]:
    """``len(x) = n``: the sides are exchanged."""
    top = sketch.at_top(line)
    signs = [token for token in top if token.text == "="]
    if len(signs) != 1 or line.keyword in BLOCK_KEYWORDS or line.first.text in KEYWORDS - {"not"}:
        return
    sign = signs[0]
    left = sketch.text[line.first.start : sign.start].strip()
    last = line.tokens[-2] if line.last.text == ";" else line.last
    right = sketch.text[sign.end : last.end].strip()
    if not _TARGET.fullmatch(right) or right in KEYWORDS or not left:
        return
    edit = sketch.cut(line.first.start, last.end, f"{right} = {left}")
    yield Candidate((edit,), 0.88, "The name stands right of `=` and its value left of it.")


def _hyphenated(sketch: Sketch, line: LogicalLine) -> Iterator[Candidate]:
    """``total-price = 3``: a hyphen in a name becomes an underscore, wherever the name stands."""
    for name in _hyphenated_names(sketch, line):
        edits = tuple(_respelt(sketch, name))
        if edits:
            why = f"`{name}` is no name: a name may hold underscores but no hyphens."
            yield Candidate(edits, 0.92, why)


def _hyphenated_names(sketch: Sketch, line: LogicalLine) -> list[str]:
    """Names joined by hyphens without blanks, at a place where only a name can stand."""
    found: list[str] = []
    text = sketch.text[line.first.start : line.last.end]
    places = (
        r"^(?:async )?(?:def|class) +([^\W\d]\w*(?:-[^\W\d]\w*)+)",
        r"^([^\W\d]\w*(?:-[^\W\d]\w*)+) *(?:[-+*/]?=(?!=)|,)",
        r"^for +([^\W\d]\w*(?:-[^\W\d]\w*)+) +in\b",
        r"[(,] *([^\W\d]\w*(?:-[^\W\d]\w*)+) *=(?!=)",
        r"\bas +([^\W\d]\w*(?:-[^\W\d]\w*)+)",
    )
    for place in places:
        found += re.findall(place, text)
    if line.keyword == "def":
        found += re.findall(r"[(,] *([^\W\d]\w*(?:-[^\W\d]\w*)+) *[,):]", text)
    return list(dict.fromkeys(found))


def _respelt(sketch: Sketch, name: str) -> Iterator[SourceEdit]:
    parts = name.split("-")
    width = 2 * len(parts) - 1
    for index, token in enumerate(sketch.code):
        run = sketch.code[index : index + width]
        if token.kind is not Kind.NAME or token.text != parts[0] or len(run) < width:
            continue
        joined = sketch.text[token.start : run[-1].end]
        before = sketch.code[index - 1] if index else None
        after = sketch.code[index + width] if index + width < len(sketch.code) else None
        part_of_more = any(
            item is not None and item.text == "-" for item in (before, after)
        ) and not (after is None or after.text != "-")
        if joined == name and not part_of_more:
            yield sketch.cut(token.start, run[-1].end, "_".join(parts))
    yield from renamed_in_f_strings(sketch, name, "_".join(parts))
