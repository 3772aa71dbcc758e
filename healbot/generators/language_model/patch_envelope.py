"""Reads the patch format of OpenAI's coding tools, which their models also write unasked.

::

    *** Begin Patch
    *** Update File: pkg/mod.py
    @@ def total(items):
     context
    -old
    +new
    *** End Patch
"""

from __future__ import annotations

import re

from healbot.generators.language_model.fences import prose
from healbot.generators.language_model.hunks import Hunk, joined
from healbot.generators.language_model.reply import (
    ANSWER_AGAIN,
    ProposedEdit,
    ProposedFix,
    Reply,
    UnusableReply,
)

_BEGIN, _END = "*** Begin Patch", "*** End Patch"
_FILE = re.compile(r"^\*\*\* (Update|Add|Delete) File:[ \t]*(.+)$")


def read_envelope(text: str) -> Reply | None:
    """Returns the reply that patches between their marks make; ``None`` when there are none.

    Raises `UnusableReply` when a patch has no end or cannot be searched for.
    """
    lines = [line.rstrip() if line.startswith("*** ") else line.rstrip("\r")
             for line in text.split("\n")]  # fmt: skip
    edits: list[ProposedEdit] = []
    outside: list[str] = []
    number = 0
    while number < len(lines):
        if lines[number].strip() != _BEGIN:
            outside.append(lines[number])
            number += 1
            continue
        end = next((i for i in range(number, len(lines)) if lines[i].strip() == _END), None)
        if end is None:
            raise _unusable("The patch of the reply has no end.")
        edits += _patch(lines[number + 1 : end])
        number = end + 1
    if not edits:
        return None
    return Reply((ProposedFix(prose(outside), tuple(edits)),))


def _patch(lines: list[str]) -> list[ProposedEdit]:
    """Returns the edits of one patch."""
    edits: list[ProposedEdit] = []
    path, is_new = "", False
    hunk = Hunk()
    for line in lines:
        if header := _FILE.match(line):
            edits += _edits(path, is_new, hunk)
            kind, path = header.groups()
            is_new, hunk = kind == "Add", Hunk()
            if kind == "Delete":
                raise _unusable("The patch of the reply deletes a file.")
        elif line.startswith("*** Move to:"):
            raise _unusable("The patch of the reply moves a file.")
        elif line.startswith("*** End of File"):
            continue
        elif line.startswith("@@"):
            edits += _edits(path, is_new, hunk)
            hunk = Hunk(line)
        elif not hunk.add(line):
            hunk.add_context(line)
    return edits + _edits(path, is_new, hunk)


def _edits(path: str, is_new: bool, hunk: Hunk) -> list[ProposedEdit]:
    if not hunk.is_change:
        return []
    if not path:
        raise _unusable("The patch of the reply names no file.")
    if is_new and hunk.old:
        raise _unusable(f"The patch adds {path[:80]} and changes lines of it.")
    if not is_new and not any(line.strip() for line in hunk.old):
        raise _unusable(f"The patch of {path[:80]} adds lines without any context.")
    return [ProposedEdit(path, joined(hunk.old), joined(hunk.new))]


def _unusable(reason: str) -> UnusableReply:
    return UnusableReply(reason, f"{reason} {ANSWER_AGAIN}")
