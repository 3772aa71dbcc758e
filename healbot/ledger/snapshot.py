"""What the user sees: HEAD with their uncommitted changes, read without touching anything."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from healbot.core.source import SourceFile
from healbot.filesystem import read_regular
from healbot.ledger.plumbing import Plumbing

MAX_TRACKED_BYTES = 16 * 1024 * 1024
"""Changed tracked files larger than this stay as they are in HEAD: 16 MiB."""
MAX_UNTRACKED_BYTES = 1024 * 1024
"""Untracked files larger than this are left out: 1 MiB."""
_SOURCE_SUFFIXES = (".py", ".pyi", ".pyw")


@dataclass(frozen=True)
class Snapshot:
    """The user's files at one moment, as a difference from HEAD."""

    head: str | None
    """The commit the difference is from, ``None`` before the first commit."""
    files: Mapping[str, SourceFile]
    """Changed tracked files and untracked Python sources. Other untracked files are left out: a
    branch is pushed, and they may hold secrets."""
    deleted: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        """Whether HEAD already holds everything."""
        return not self.files and not self.deleted and self.head is not None

    def same_content(self, other: Snapshot) -> bool:
        """Whether nothing changed between the two moments."""
        return (self.head, self.deleted) == (other.head, other.deleted) and {
            path: file.data for path, file in self.files.items()
        } == {path: file.data for path, file in other.files.items()}


def take_snapshot(plumbing: Plumbing, target: str) -> Snapshot:
    """Returns the user's files as they are now; `target` is kept even when it is ignored."""
    files: dict[str, SourceFile] = {}
    deleted: list[str] = []
    changed = [
        (path, tracked) for path, tracked in _changed_paths(plumbing.status())
        if tracked or path.endswith(_SOURCE_SUFFIXES) or path == target
    ]  # fmt: skip
    filtered = plumbing.filtered(path for path, _ in changed)
    for path, tracked in changed:
        if path in filtered and os.path.lexists(plumbing.root / path):
            continue  # what Git keeps of it only its filter knows, and that is not run
        limit = MAX_TRACKED_BYTES if tracked else MAX_UNTRACKED_BYTES
        file = read_regular(plumbing.root, path, limit)
        if file is not None:
            files[path] = file
        elif tracked and not os.path.lexists(plumbing.root / path):
            deleted.append(path)
    if target not in files:
        # Status is silent about it: it is as in HEAD, or Git was told not to look at it.
        file = read_regular(plumbing.root, target, MAX_UNTRACKED_BYTES)
        if file and not _is_committed(plumbing, file) and not plumbing.is_watched(target):
            files[target] = file
    return Snapshot(plumbing.head, files, tuple(sorted(deleted)))


def _is_committed(plumbing: Plumbing, file: SourceFile) -> bool:
    committed = plumbing.objects.file(plumbing.head, file.path) if plumbing.head else None
    return committed is not None and committed.data == file.data


def _changed_paths(output: bytes) -> list[tuple[str, bool]]:
    """Returns (path, tracked) for the entries of ``git status --porcelain=v2 -z``."""
    found = []
    for entry in output.decode("utf-8", "surrogateescape").split("\0"):
        kind = entry[:2]
        if kind == "? ":
            found.append((entry[2:], False))
        elif kind == "1 ":
            found.append((entry.split(" ", 8)[8], True))
        elif kind == "u ":
            found.append((entry.split(" ", 10)[10], True))
    return found
