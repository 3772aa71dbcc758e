"""Edits to sources: applying them, naming them by content, and making them smaller.

`patch_id` follows the idea of ``git patch-id``: a hash over the removed and added lines and those
around them without their positions, so that the same change in a file that moved keeps its name.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from healbot.core.bill import NOTHING_BILLED, Bill
from healbot.core.errors import InapplicablePatch
from healbot.core.source import SourceFile, check_is_source

NEW_FILE_MODE = 0o644
MAX_EXACT_LINES = 2000
"""Between changes further apart than this, lines that occur often are compared by heuristics."""
_CONTEXT = 3
_NO_FILE = "/dev/null"


@dataclass(frozen=True, order=True)
class SourceEdit:
    """Replaces one span of one file."""

    path: str
    start: int
    """Offset of the first replaced character in `SourceFile.text`."""
    end: int
    """Offset behind the last replaced character; equal to `start` for an insertion."""
    replacement: str


@dataclass(frozen=True)
class Patch:
    """A set of source edits with the reason for them."""

    edits: tuple[SourceEdit, ...]
    rationale: str
    """Why this should heal, in one or two sentences for a reviewer."""
    generator: str
    """Who proposes it, such as ``fix_patterns/missing_colon``."""
    bill: Bill = NOTHING_BILLED
    """What it cost to find."""


@dataclass(frozen=True)
class Unusable:
    """An answer that holds no patch that could be tried; it cost all the same."""

    reason: str
    """One sentence."""
    rationale: str
    """What the answer says, as far as it says something; else ``""``."""
    generator: str
    bill: Bill = NOTHING_BILLED


def apply(sources: Mapping[str, SourceFile], patch: Patch) -> dict[str, SourceFile]:
    """Returns the files that `patch` changes, as they are afterwards.

    An edit of an absent source (see `SourceFile.absent`) creates the file: UTF-8, lines that end
    in LF. A new file without text is not made.

    Raises `InapplicablePatch` when an edit names an unknown file, leaves its text, overlaps with
    another edit, or when nothing changes; `Refused` when a text cannot be kept in its file.
    """
    changed: dict[str, SourceFile] = {}
    for path in sorted({edit.path for edit in patch.edits}):
        source = sources.get(path)
        if source is None:
            raise InapplicablePatch(f"The patch edits {path}, which is not among the sources.")
        text = apply_to_text(source.text, [edit for edit in patch.edits if edit.path == path])
        if text != source.text:
            changed[path] = _with_text(source, text)
    if not changed:
        raise InapplicablePatch("The patch changes nothing.")
    return changed


def _with_text(source: SourceFile, text: str) -> SourceFile:
    """Returns the file with another text; one that was absent is new."""
    if source.exists:
        return SourceFile(source.path, source.encode(text), source.mode)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    made = SourceFile(source.path, source.encode(text), NEW_FILE_MODE)
    check_is_source(made.path, made.data)
    if made.text != text:
        raise InapplicablePatch(
            f"{made.path} is new and must be plain UTF-8: no other encoding, no byte-order mark."
        )
    return made


def apply_to_text(text: str, edits: Iterable[SourceEdit]) -> str:
    """Returns `text` with all `edits` made.

    Their order matters only for insertions at one offset, which are made in the given order, before
    a replacement that starts there. Raises `InapplicablePatch` when spans overlap or leave the
    text.
    """
    pieces: list[str] = []
    position = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if not 0 <= edit.start <= edit.end <= len(text):
            raise InapplicablePatch(f"An edit of {edit.path} leaves the file.")
        if edit.start < position:
            raise InapplicablePatch(f"Two edits of {edit.path} overlap.")
        pieces += (text[position : edit.start], edit.replacement)
        position = edit.end
    pieces.append(text[position:])
    return "".join(pieces)


def split_lines(text: str) -> list[str]:
    """Returns the lines of `text` with their ends, split only at LF (CRLF stays whole)."""
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


@dataclass(frozen=True)
class Hunk:
    """A run of lines that differs between two versions of a file."""

    path: str
    old_start: int
    """0-based index of the first replaced line of the old version."""
    old_end: int
    new_lines: tuple[str, ...]


def hunks_between(old: Mapping[str, SourceFile], new: Mapping[str, SourceFile]) -> tuple[Hunk, ...]:
    """Returns the hunks that turn the files of `old` into those of `new`, in file order.

    A new file is one hunk.
    """
    return tuple(
        hunk
        for path in sorted(new)
        for hunk in _hunks(path, split_lines(old[path].text), split_lines(new[path].text))
    )


def _hunks(path: str, before: list[str], after: list[str]) -> Iterator[Hunk]:
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    before, after = before[head : len(before) - tail], after[head : len(after) - tail]
    # The exact comparison takes quadratic time when many lines are alike.
    alike = max(len(before), len(after)) > MAX_EXACT_LINES
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=alike)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            yield Hunk(path, head + i1, head + i2, tuple(after[j1:j2]))


def _common(left: list[str], right: list[str]) -> int:
    """Returns how many lines at the beginning of both are equal."""
    pairs = enumerate(zip(left, right, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(left), len(right)))


def apply_hunks(old: Mapping[str, SourceFile], hunks: Iterable[Hunk]) -> dict[str, SourceFile]:
    """Returns the files of `old` that `hunks` change, as they are afterwards.

    An absent file of which no hunk is given is not among them: it is not created.
    """
    by_path: dict[str, list[Hunk]] = {}
    for hunk in hunks:
        by_path.setdefault(hunk.path, []).append(hunk)
    result: dict[str, SourceFile] = {}
    for path, group in by_path.items():
        source = old[path]
        lines = split_lines(source.text)
        for hunk in sorted(group, key=lambda hunk: hunk.old_start, reverse=True):
            lines[hunk.old_start : hunk.old_end] = hunk.new_lines
        result[path] = _with_text(source, "".join(lines))
    return result


def minimise(
    hunks: Sequence[Hunk], still_heals: Callable[[tuple[Hunk, ...]], bool]
) -> tuple[Hunk, ...]:
    """Returns a 1-minimal part of `hunks` that still heals: no single hunk can be dropped.

    `still_heals` must be true for all `hunks`. This is the minimising delta debugging algorithm
    (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", TSE 2002), over
    hunks instead of input characters. The empty set is never tried: that it fails is what the
    necessity oracle proves.
    """
    current = tuple(hunks)
    parts = 2
    while len(current) >= 2:
        size = -(-len(current) // parts)
        chunks = [current[i : i + size] for i in range(0, len(current), size)]
        complements = [tuple(hunk for hunk in current if hunk not in chunk) for chunk in chunks]
        subsets = chunks if parts > 2 or len(chunks) > 2 else []
        for candidate in (*subsets, *complements):
            if 0 < len(candidate) < len(current) and still_heals(candidate):
                parts = 2 if candidate in subsets else max(parts - 1, 2)
                current = candidate
                break
        else:
            if parts >= len(current):
                break
            parts = min(parts * 2, len(current))
    return current


def unified_diff(old: Mapping[str, SourceFile], new: Mapping[str, SourceFile]) -> str:
    """Returns a unified diff in Git's format from `old` to `new`, ``""`` when they are equal.

    A file that is absent in one of them is created or deleted.
    """
    pieces: list[str] = []
    changed = [path for path in sorted(new) if _known_by(old[path]) != _known_by(new[path])]
    # Git takes what follows such a header for its own until the next one.
    with_headers = any(old[path].exists != new[path].exists for path in changed)
    for path in changed:
        was, becomes = _quoted(f"a/{path}"), _quoted(f"b/{path}")
        if with_headers:
            pieces.append(f"diff --git {was} {becomes}\n")
        if not old[path].exists:
            pieces.append("new file mode 100644\n")
            was = _NO_FILE
        elif not new[path].exists:
            pieces.append("deleted file mode 100644\n")
            becomes = _NO_FILE
        before, after = split_lines(old[path].text), split_lines(new[path].text)
        for line in difflib.unified_diff(before, after, was, becomes):
            pieces.append(
                line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"
            )
    return "".join(pieces)


def _known_by(file: SourceFile) -> tuple[str, bool]:
    return file.text, file.exists


def _quoted(name: str) -> str:
    """Returns a file name as Git writes it in a diff: quoted as in C when it has to be."""
    if not re.search(r'[\x00-\x1f\x7f"\\]', name):
        return name
    escaped = re.sub(r'["\\]', r"\\\g<0>", name)
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda found: f"\\{ord(found[0]):03o}", escaped) + '"'


def patch_id(old: Mapping[str, SourceFile], new: Mapping[str, SourceFile]) -> str:
    """Returns the identity of the change from `old` to `new`: 40 hexadecimal digits.

    Two changes of different places have different identities, even when the lines there are alike;
    lines added or removed further than three lines away change nothing.
    """
    digest = hashlib.sha256()
    for hunk in hunks_between(old, new):
        lines = split_lines(old[hunk.path].text)
        start = max(hunk.old_start - _CONTEXT, 0)
        block = lines[start : hunk.old_end + _CONTEXT]
        earlier = sum(lines[i : i + len(block)] == block for i in range(start))
        parts = (
            hunk.path,
            str(earlier),
            "".join(lines[start : hunk.old_start]),
            "".join(lines[hunk.old_start : hunk.old_end]),
            "".join(lines[hunk.old_end : hunk.old_end + _CONTEXT]),
            "".join(hunk.new_lines),
            *(() if old[hunk.path].exists else ("new file",)),
        )
        for part in parts:
            data = part.encode("utf-8", "surrogatepass")
            digest.update(b"%d:" % len(data) + data)
    return digest.hexdigest()[:40]
