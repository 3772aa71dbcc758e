"""``else if``, ``elseif``, ``elsif`` and ``else x > 3:`` for ``elif``."""

from __future__ import annotations

from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.syntax.structure.judge import Candidate
from healbot.generators.fix_patterns.syntax.structure.sketch import LogicalLine, Sketch

_FUSED = frozenset({"elseif", "elsif", "elsIf", "elseIf", "ElseIf", "ELSEIF", "elif_", "elf"})
_WHY = "Python spells it `elif`."


def candidates(sketch: Sketch) -> Iterator[Candidate]:
    """Yields the repairs to try."""
    edits = tuple(edit for line in sketch.logical_lines for edit in else_if(sketch, line))
    if edits:
        yield Candidate(edits, 0.95, _WHY)
        places = {edit.start for edit in edits}
        colons = tuple(
            sketch.insert(line.last.end, ":")
            for line in sketch.logical_lines
            if line.first.start in places and line.last.text != ":" and sketch.has_body(line)
        )
        if colons:
            yield Candidate(edits + colons, 0.94, f"{_WHY} The header lacks its colon, too.")
    for line in sketch.suspects:
        if line.first.text == "else" and len(line.tokens) > 2 and line.last.text == ":":
            if line.tokens[1].text in {"if", ":"}:
                continue
            why = "`else` takes no condition; with one it is `elif`."
            yield Candidate((sketch.replace(line.first, "elif"),), 0.88, why)


def else_if(sketch: Sketch, line: LogicalLine) -> Iterator[SourceEdit]:
    """Yields the edit that makes a misspelt ``elif`` of the line one."""
    first = line.first
    if first.text in _FUSED and len(line.tokens) > 1 and line.tokens[1].text not in {"=", ".", ","}:
        yield sketch.replace(first, "elif")
    elif len(line.tokens) > 2 and (first.text, line.tokens[1].text) in {
        ("else", "if"), ("el", "if"), ("els", "if"), ("else", "elif"),
    }:  # fmt: skip
        yield sketch.cut(first.start, line.tokens[1].end, "elif")
