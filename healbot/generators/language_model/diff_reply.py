"""Reads unified diffs as models write them; each hunk becomes a search and a replacement.

The numbers in hunk headers are wrong more often than not (models do not count), so they are used
for one thing only: a diff without a fence around it that has fewer lines than announced was cut.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from healbot.generators.language_model.fences import Fence, fences_of, prose
from healbot.generators.language_model.hunks import Hunk, joined
from healbot.generators.language_model.path_mentions import IsKnown, only_path, path_in
from healbot.generators.language_model.reply import (
    ANSWER_AGAIN,
    ProposedEdit,
    ProposedFix,
    Reply,
    UnusableReply,
)

_LANGUAGES = frozenset({"diff", "patch", "udiff", "git"})
_SKIPPED = re.compile(
    r"^(?:index [0-9a-f]+\.\.|(?:new|old|deleted) (?:file )?mode |similarity index |diff --git )"
)
_REFUSED = re.compile(r"^(?:rename (?:from|to) |copy (?:from|to) |Binary files |GIT binary patch)")
_TIME = re.compile(r"\s+\d{4}-\d\d-\d\d[ T].*$")


@dataclass
class _FileDiff:
    path: str
    is_new: bool = False
    hunks: list[Hunk] = field(default_factory=list)


def read_diffs(text: str, is_known: IsKnown, default_path: str | None) -> Reply | None:
    """Returns the reply that the diffs in `text` make; ``None`` when there are none.

    Raises `UnusableReply` when a diff is incomplete, names no file, or cannot be searched for.
    """
    lines = [line.rstrip("\r") for line in text.split("\n")]
    fences = fences_of(lines)
    diffs = [fence for fence in fences if _is_diff(fence)]
    edits: list[ProposedEdit] = []
    for fence in diffs:
        if not fence.is_closed:
            raise _unusable("The diff of the reply has no end.")
        path = _path_above(lines[: fence.first], is_known) or default_path
        reader = _Reader(is_known, path, is_fenced=True)
        edits += reader.edits(list(fence.lines))
    outside = _blanked(lines, fences)
    if not diffs:
        if (first := _first_header(outside)) is None:
            return None
        if any(fence.first > first for fence in fences):
            raise _unusable("The diff of the reply is broken by a fenced block.")
        edits += _Reader(is_known, default_path, is_fenced=False).edits(lines[first:])
        outside = outside[:first]
    if not edits:
        raise _unusable("The diff of the reply changes nothing.")
    return Reply((ProposedFix(prose(outside), tuple(edits)),))


def read_diff_field(text: str, is_known: IsKnown, path: str | None) -> tuple[ProposedEdit, ...]:
    """Returns the edits of a diff that stands in a field of a JSON object."""
    lines = [line.rstrip("\r") for line in text.split("\n")]
    edits = tuple(_Reader(is_known, path, is_fenced=True).edits(lines))
    if not edits:
        raise _unusable("The diff of the reply changes nothing.")
    return edits


def _is_diff(fence: Fence) -> bool:
    if fence.language in _LANGUAGES:
        return any(line.startswith(("+", "-", "@", "diff --git ")) for line in fence.lines)
    lines = [line for line in fence.lines if line.strip()][:3]
    return bool(lines) and (
        lines[0].startswith(("diff --git ", "@@ -"))
        or (lines[0].startswith("--- ") and len(lines) > 1 and lines[1].startswith("+++ "))
    )


def _blanked(lines: list[str], fences: tuple[Fence, ...]) -> list[str]:
    result = list(lines)
    for fence in fences:
        result[fence.first : fence.last + 1] = [""] * (fence.last + 1 - fence.first)
    return result


def _first_header(lines: list[str]) -> int | None:
    for number, line in enumerate(lines):
        if line.startswith("diff --git ") or _is_header(lines, number):
            return number
    return None


def _is_header(lines: list[str], number: int) -> bool:
    """Whether line `number` and the next one name the old and the new file."""
    after = lines[number + 1] if number + 1 < len(lines) else ""
    return lines[number].startswith("--- ") and after.startswith("+++ ")


def _path_above(lines: list[str], is_known: IsKnown) -> str | None:
    above = [line for line in lines[-6:] if line.strip()]
    for line in reversed(above):
        if path := only_path(line, is_known) or path_in(line, is_known):
            return path
    return None


class _Reader:
    """Reads one diff line by line."""

    def __init__(self, is_known: IsKnown, default_path: str | None, *, is_fenced: bool) -> None:
        self._is_known = is_known
        self._default_path = default_path
        self._is_fenced = is_fenced
        self._files: list[_FileDiff] = []
        self._hunk: Hunk | None = None

    def edits(self, lines: list[str]) -> list[ProposedEdit]:
        """Returns an edit for each hunk in `lines`."""
        has_end = lines[-1:] == [""]  # a line end, no empty line of context
        lines = lines[:-1] if has_end else lines
        number = 0
        while number < len(lines):
            taken = self._take(lines, number)
            if not taken:
                break
            number += taken
        if not self._is_fenced:
            self._check_end(has_end or number < len(lines))
        return [edit for file in self._files for edit in _edits_of(file)]

    def _take(self, lines: list[str], number: int) -> int:
        """Takes one line, or the two of a header; returns 0 behind the end of the diff."""
        line = lines[number]
        if _is_header(lines, number):
            self._begin_file(line, lines[number + 1])
            return 2
        if _REFUSED.match(line):
            raise _unusable("The diff of the reply renames, copies or replaces whole files.")
        if line.startswith("@@"):
            self._begin_hunk(line)
        elif _SKIPPED.match(line):
            self._hunk = None
        else:
            return self._take_content(line)
        return 1

    def _take_content(self, line: str) -> int:
        if self._hunk is None:
            if not line.strip():
                return 1
            if line[:1] not in ("+", "-", " ") and self._is_fenced and not self._files:
                return 1  # a comment or the file's name above the lines
        hunk = self._hunk or self._begin_hunk("")
        if hunk.add(line):
            return 1
        if not self._is_fenced:
            return 0
        hunk.add_context(line)
        return 1

    def _begin_file(self, old_line: str, new_line: str) -> None:
        old, new = _header_path(old_line), _header_path(new_line)
        if new == "/dev/null":
            raise _unusable("The diff of the reply deletes a file.")
        self._files.append(_FileDiff(self._chosen(old, new), old == "/dev/null"))
        self._hunk = None

    def _chosen(self, old: str, new: str) -> str:
        """Returns the path without Git's prefixes, unless a file of the project has them."""
        stripped = new[2:] if new.startswith("b/") and old[:2] in ("a/", "/d") else new
        return new if self._is_known(new) and not self._is_known(stripped) else stripped

    def _begin_hunk(self, header: str) -> Hunk:
        if not self._files:
            if not self._default_path:
                raise _unusable("The diff of the reply names no file.")
            self._files.append(_FileDiff(self._default_path))
        self._hunk = Hunk(header)
        self._files[-1].hunks.append(self._hunk)
        return self._hunk

    def _check_end(self, has_end: bool) -> None:
        """Raises `UnusableReply` when an unfenced diff may have been cut off.

        `has_end` tells whether its last line is known to be complete.
        """
        hunk = self._files[-1].hunks[-1] if self._files and self._files[-1].hunks else None
        if hunk is None or not hunk.is_complete or (not has_end and hunk.last_sign != " "):
            raise _unusable("It cannot be told whether the diff of the reply is complete.")


def _edits_of(file: _FileDiff) -> list[ProposedEdit]:
    edits: list[ProposedEdit] = []
    for hunk in file.hunks:
        if not hunk.is_change:
            continue
        whole = (file.is_new or hunk.begins_file) and len(file.hunks) == 1
        if not any(line.strip() for line in hunk.old) and not (whole and not hunk.old):
            raise _unusable(f"The diff of {file.path[:80]} adds lines without any context.")
        edits.append(ProposedEdit(file.path, joined(hunk.old), joined(hunk.new)))
    return edits


def _header_path(line: str) -> str:
    name = _TIME.sub("", line[4:].split("\t", 1)[0]).strip()
    return name[1:-1] if name[:1] == '"' == name[-1:] and len(name) > 1 else name


def _unusable(reason: str) -> UnusableReply:
    return UnusableReply(reason, f"{reason} {ANSWER_AGAIN}")
