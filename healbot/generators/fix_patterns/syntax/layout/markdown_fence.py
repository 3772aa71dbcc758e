"""Code that stands between the fences of a Markdown answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from healbot.generators.fix_patterns.pattern import Context, Fix
from healbot.generators.fix_patterns.syntax.layout.indentation import layout_of
from healbot.generators.fix_patterns.syntax.layout.rewriting import fix_to, syntax_pattern
from healbot.generators.fix_patterns.syntax.reparse import syntax_state

_FENCE = re.compile(r"^(?P<blanks>[ \t]*)(?:`{3,}|~{3,})[ \t]*(?P<label>[\w+.-]*)[^`\n]*$")
_PYTHON = frozenset({"python", "py", "python3", "py3", "python2", "ipython", "pycon"})


@dataclass(frozen=True)
class _Block:
    label: str
    """``python``, the name of another language, or ``""``."""
    lines: tuple[str, ...]


def rewrite(text: str) -> str:
    """Returns the Python blocks of `text` in order; `text` when it has no fences."""
    if "```" not in text and "~~~" not in text:
        return text
    layout = layout_of(text)
    fences = [
        (at, match)
        for at, line in enumerate(layout.lines)
        if at not in layout.inside_strings and (match := _FENCE.match(line.rstrip("\r\n")))
    ]
    if not fences:
        return text
    return _joined(_chosen(list(_blocks(layout.lines, fences))))


def _blocks(lines: list[str], fences: list[tuple[int, re.Match[str]]]) -> Iterator[_Block]:
    """Yields what stands between fences; a fence without its partner reaches to the end."""
    first = fences[0][1]
    if not first["label"] and len(fences) % 2 and _has_code(lines[: fences[0][0]]):
        yield _Block("python", tuple(lines[: fences[0][0]]))  # only the closing fence was left
        fences = fences[1:]
    position = 0
    while position < len(fences):
        at, match = fences[position]
        end = fences[position + 1][0] if position + 1 < len(fences) else len(lines)
        body = (_dedented(line, match["blanks"]) for line in lines[at + 1 : end])
        label = match["label"].lower()
        yield _Block("python" if label in _PYTHON else label, tuple(body))
        position += 2


def _chosen(blocks: list[_Block]) -> list[_Block]:
    labelled = [block for block in blocks if block.label == "python"]
    if labelled:
        return labelled
    unlabelled = [block for block in blocks if not block.label]
    sound = [block for block in unlabelled if syntax_state("".join(block.lines)).parses]
    code = [block for block in sound if _has_code(list(block.lines))]
    return code or unlabelled


def _has_code(lines: list[str]) -> bool:
    return any(
        re.match(r"\s*(?:(?:import|from|def|class|print|for|if)\b|\w+\s*=)", x) for x in lines
    )


def _dedented(line: str, blanks: str) -> str:
    return line[len(blanks) :] if blanks and line.startswith(blanks) else line


def _joined(blocks: list[_Block]) -> str:
    pieces = ["".join(block.lines) for block in blocks]
    return "\n".join(piece.strip("\r\n") + "\n" for piece in pieces if piece.strip())


def _propose(context: Context) -> Iterator[Fix]:
    after = rewrite(context.source.text)
    if after.strip():
        reason = "The script is a Markdown answer; only the code between its fences stays."
        yield from fix_to(context, after, reason, sure=0.93, moved=0.65)


PATTERN = syntax_pattern("markdown_fence", _propose)
