"""Where Git data lies that code under repair must not read: tokens and history."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_MAX_FOLDERS = 20_000
"""Folders that are searched for nested repositories, nearest to the root first."""


@dataclass(frozen=True)
class GitPlaces:
    """Git data in and around a project."""

    inside: tuple[str, ...]
    """``.git`` entries (folders or files) within the project, relative to its root."""
    outside: tuple[Path, ...]
    """Folders and files beyond the project: parents' ``.git``, the repository of a worktree."""


def find_git_places(root: Path) -> GitPlaces:
    """Looks for ``.git`` in the project, in its parents, and where ``.git`` files point to."""
    inside = _nested(root)
    outside: list[Path] = [parent / ".git" for parent in root.parents if _exists(parent / ".git")]
    for entry in (*(root / name for name in inside), *tuple(outside)):
        outside += _pointed_to(entry)
    beyond = {path.resolve() for path in outside}
    return GitPlaces(inside, tuple(sorted(path for path in beyond if not _within(path, root))))


def _nested(root: Path) -> tuple[str, ...]:
    found: list[str] = []
    queue = [""]
    for folder in queue:
        try:
            with os.scandir(root / folder) as entries:
                for entry in entries:
                    path = f"{folder}/{entry.name}" if folder else entry.name
                    # Git itself takes .GIT for its own on case-insensitive file systems.
                    if entry.name.lower() == ".git":
                        found.append(path)
                    elif len(queue) < _MAX_FOLDERS and entry.is_dir(follow_symlinks=False):
                        queue.append(path)
        except OSError:
            continue
    return tuple(sorted(found))


def _pointed_to(entry: Path) -> list[Path]:
    """The repository behind a ``.git`` file (worktree, submodule) or link."""
    if entry.is_symlink():
        return [entry.resolve()]
    if not entry.is_file():
        return []
    try:
        text = entry.read_text("utf-8", "surrogateescape")
    except OSError:
        return []
    if not text.startswith("gitdir:"):
        return []
    folder = (entry.parent / text.removeprefix("gitdir:").strip()).resolve()
    common = folder / "commondir"
    if not common.is_file():
        return [folder] if folder.exists() else []
    shared = (folder / common.read_text("utf-8", "surrogateescape").strip()).resolve()
    return [path for path in (folder, shared) if path.exists()]


def _exists(path: Path) -> bool:
    return os.path.lexists(path)


def _within(path: Path, root: Path) -> bool:
    return path == root or path.is_relative_to(root)
