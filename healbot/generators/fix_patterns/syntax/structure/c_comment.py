"""Comments of other languages: ``// …``, ``/* … */`` and ``-- …``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from healbot.core.patch import SourceEdit
from healbot.generators.fix_patterns.syntax.loose_tokens import Kind
from healbot.generators.fix_patterns.syntax.structure.judge import Candidate
from healbot.generators.fix_patterns.syntax.structure.line_check import line_parses
from healbot.generators.fix_patterns.syntax.structure.sketch import Sketch

_BLOCK = re.compile(r"/\*(?P<text>.*?)\*/", re.DOTALL)
_WHY = "Python's comments start with `#`."


def candidates(sketch: Sketch) -> Iterator[Candidate]:
    """Yields the repairs to try."""
    edits = comments(sketch)
    if edits:
        yield Candidate(edits, 0.94, _WHY)


def comments(sketch: Sketch) -> tuple[SourceEdit, ...]:
    """Returns the edits that make all comments of other languages Python's."""
    blocks = list(_block_comments(sketch))
    inside = [(edit.start, edit.end) for edit in blocks]
    lines = [
        edit
        for edit in _line_comments(sketch)
        if not any(start <= edit.start < end for start, end in inside)
    ]
    return tuple(blocks + lines)


def _line_comments(sketch: Sketch) -> Iterator[SourceEdit]:
    seen: set[int] = set()
    for token in sketch.code:
        if token.text not in {"//", "--"} or token.line in seen:
            continue
        start = sketch.line_starts[token.line - 1]
        before = sketch.text[start : token.start]
        line = sketch.line_text(token.line)
        if not before.strip():
            seen.add(token.line)
            marks = re.match(r"[/-]+", line.lstrip())
            length = len(marks[0]) if marks else 2
            yield sketch.cut(token.start, token.start + length, "#")
        elif token.text == "//" and _is_comment(line, token.start - start):
            seen.add(token.line)
            gap = " " if before[-1:] == " " and before[-2:] != "  " else ""
            yield sketch.cut(token.start, token.end, f"{gap}#")


def _is_comment(line: str, column: int) -> bool:
    """Whether what follows ``//`` on a line cannot be a divisor."""
    before, after = line[:column].rstrip(), line[column + 2 :].strip()
    if not after:
        return False
    if before.endswith((";", ":", "{", "}", ",", "(", "[")):
        return True
    return (
        not line_parses(line) and line_parses(before) and not re.match(r"^[\w.()]+[),:\]]*$", after)
    )


def _block_comments(sketch: Sketch) -> Iterator[SourceEdit]:
    in_strings = [
        (token.start, token.end)
        for token in sketch.tokens
        if token.kind in {Kind.STRING, Kind.COMMENT} and "/*" in token.text
    ]
    for match in _BLOCK.finditer(sketch.text):
        if any(start < match.start() < end for start, end in in_strings):
            continue
        line = sketch.line_of(match.start())
        before = sketch.text[sketch.line_starts[line - 1] : match.start()]
        end_line = sketch.line_of(match.end() - 1)
        behind = sketch.line_text(end_line)[match.end() - sketch.line_starts[end_line - 1] :]
        if behind.strip():
            continue
        yield sketch.cut(match.start(), match.end(), _as_lines(sketch, match["text"], before))


def _as_lines(sketch: Sketch, text: str, before: str) -> str:
    """Returns the text of a block comment as lines with ``#``."""
    margin = before[: len(before) - len(before.lstrip())]
    lines = [re.sub(r"^\s*\*? ?", "", line).rstrip() for line in text.splitlines()]
    lines[0] = text.splitlines()[0].lstrip("*").strip() if text.splitlines() else ""
    kept = [line for index, line in enumerate(lines) if line or 0 < index < len(lines) - 1]
    shown = [f"# {line}".rstrip() for line in kept or [""]]
    return (sketch.newline + margin).join(shown)
