"""Reads search/replace blocks, the format that aider made common, with its many variants.

::

    pkg/mod.py
    <<<<<<< SEARCH
    present lines
    =======
    new lines
    >>>>>>> REPLACE
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from healbot.generators.language_model.fences import fences_of, prose
from healbot.generators.language_model.path_mentions import IsKnown, only_path, path_in
from healbot.generators.language_model.reply import (
    ANSWER_AGAIN,
    ProposedEdit,
    ProposedFix,
    Reply,
    UnusableReply,
)

_START = re.compile(
    r"^([ \t>]*)(?:(<{5,9})[ \t]*(?:SEARCH|ORIGINAL|HEAD|OLD|BEFORE|CURRENT)?(?:\b|$)"
    r"|(-{5,9})[ \t]+SEARCH)[ \t]*>?[ \t]*([^\n]{0,200})$",
    re.IGNORECASE,
)
_DIVIDER = re.compile(r"^[ \t>]*(={5,9})[ \t]*$")
_END = re.compile(
    r"^[ \t>]*(?:>{5,9}[ \t]*(?:REPLACE|UPDATED|NEW|AFTER)?(?:\b.{0,200}|$)"
    r"|\+{5,9}[ \t]+REPLACE.{0,40})$",
    re.IGNORECASE,
)
_LINE_HINT = re.compile(r"^:(?:start|end)_line:\d*$")
_FENCE = re.compile(r"^[ \t]*(?:`{3,}|~{3,})")
_LINES_ABOVE = 6
"""So far above a block its file is looked for."""


@dataclass(frozen=True)
class _Block:
    first: int
    last: int
    name: str
    """What stands behind the opening marker."""
    search: tuple[str, ...]
    replace: tuple[str, ...]


def first_block(text: str) -> int:
    """Returns the offset of the first line that begins a block, -1 when there is none."""
    position = 0
    for line in text.split("\n"):
        if _START.match(line.rstrip("\r")):
            return position
        position += len(line) + 1
    return -1


def read_blocks(text: str, is_known: IsKnown, default_path: str | None) -> Reply | None:
    """Returns the reply that the blocks in `text` make; ``None`` when there are none.

    Raises `UnusableReply` when a block is incomplete or its file is not named.
    """
    lines = [line.rstrip("\r") for line in text.split("\n")]
    edits: list[ProposedEdit] = []
    path, number = None, 0
    outside: list[str] = []
    while number < len(lines):
        start = _START.match(lines[number])
        if start is None:
            outside.append(lines[number])
            number += 1
            continue
        block = _block(lines, number, start)
        path = _path_of(block, outside, is_known) or path or default_path
        if not path:
            raise _unusable("A search/replace block names no file.")
        edits.append(ProposedEdit(path, _joined(block.search), _joined(block.replace)))
        outside.append("")
        number = block.last + 1
    if not edits:
        return None
    if any(not fence.is_closed for fence in fences_of(outside)):
        raise _unusable("A fenced block of the reply has no end.")
    return Reply((ProposedFix(prose(outside), tuple(edits)),))


def _block(lines: list[str], first: int, start: re.Match[str]) -> _Block:
    indent, angles, dashes, name = start.groups()
    last = first + 1
    while last < len(lines) and not _END.match(lines[last]):
        if _START.match(lines[last]):
            break
        last += 1
    if last == len(lines) or not _END.match(lines[last]):
        raise _unusable("A search/replace block of the reply has no end.")
    body = lines[first + 1 : last]
    if indent and all(line.startswith(indent) or not line.strip() for line in body):
        body = [line.removeprefix(indent) for line in body]
    divider = _divider(body, len(angles or dashes))
    search, replace = body[:divider], body[divider + 1 :]
    if search and _LINE_HINT.match(search[0].strip()):
        after = next((i for i, line in enumerate(search) if re.match(r"^-{5,9}$", line)), -1)
        search = search[after + 1 :]
    return _Block(first, last, name.strip(), _without_fence(search), _without_fence(replace))


def _divider(body: list[str], width: int) -> int:
    """Returns the index of the line between the two parts."""
    found = [i for i, line in enumerate(body) if _DIVIDER.match(line)]
    if len(found) > 1:  # underlined headings
        found = [i for i in found if len(body[i].strip(" \t>")) == width] or found
    if len(found) != 1:
        what = "several dividing lines" if found else "no dividing line"
        raise _unusable(f"A search/replace block of the reply has {what}.")
    return found[0]


def _path_of(block: _Block, above: list[str], is_known: IsKnown) -> str | None:
    """Returns the file that a block's marker or one of the lines above it names."""
    if block.name and (path := path_in(block.name, is_known)):
        return path
    seen = 0
    for line in reversed(above):
        if not line.strip():
            if seen:
                break
            continue
        if _FENCE.match(line):
            line = line.strip().strip("`~")
        else:
            seen += 1
        if seen > _LINES_ABOVE:
            break
        bare = line.strip().strip("`*#: ")
        is_name = seen == 1 and re.fullmatch(r"\S*[./\\]\S*", bare) is not None
        if bare and (is_known(bare) or is_name):
            return bare
        if path := only_path(line, is_known) or path_in(line, is_known):
            return path
    return None


def _without_fence(lines: list[str]) -> tuple[str, ...]:
    if len(lines) >= 2 and _FENCE.match(lines[0]) and re.match(r"^[ \t]*(```|~~~)\s*$", lines[-1]):
        lines = lines[1:-1]
    return tuple(lines)


def _joined(lines: tuple[str, ...]) -> str:
    return "".join(line + "\n" for line in lines)


def _unusable(reason: str) -> UnusableReply:
    return UnusableReply(reason, f"{reason} {ANSWER_AGAIN}")
