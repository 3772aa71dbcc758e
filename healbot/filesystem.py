"""Reads the project's files without following links out of it and without blocking."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

from healbot.core.errors import Refused
from healbot.core.new_file import PathKind, why_not_created
from healbot.core.source import MAX_SOURCE_BYTES, SourceFile, check_is_source

_NOT_SOURCES = frozenset(
    {"__pycache__", "node_modules", "site-packages", "venv", "env", "build", "dist"}
)
MAX_SOURCES = 5000
"""Python files that are looked at."""


def read_regular(root: Path, path: str, limit: int) -> SourceFile | None:
    """Returns a file below `root` of up to `limit` bytes; ``None`` for anything else.

    Links, devices, pipes, and paths that lead out of `root` count as "anything else".
    """
    full = root / path
    try:
        if not _is_below(full.parent, root):
            return None
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        descriptor = os.open(full, flags | getattr(os, "O_CLOEXEC", 0))
    except (OSError, ValueError):  # ValueError: a NUL in the path
        return None
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode) or status.st_size > limit:
        os.close(descriptor)
        return None
    with os.fdopen(descriptor, "rb") as file:
        mode = stat.S_IMODE(status.st_mode) | stat.S_IRUSR  # read it was, if by a superuser
        return SourceFile(path, file.read(limit), mode)


def _is_below(path: Path, root: Path) -> bool:
    # Not Path.resolve: before Python 3.13 it raises RuntimeError at a loop of links.
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root))


def _belongs_to_git(root: Path, path: str) -> bool:
    """Whether `path` lies in a ``.git`` of any spelling or in a repository within the project."""
    parts = path.split("/")
    if any(part.rstrip(". ").lower() in (".git", "git~1") for part in parts):
        return True
    folders = (root.joinpath(*parts[:count]) for count in range(1, len(parts)))
    return any((folder / ".git").exists() for folder in folders)


def kind_of(root: Path, path: str) -> PathKind:
    """Returns what lies at `path` below `root`; links are not followed."""
    full = root / path
    try:
        mode = full.lstat().st_mode
    except FileNotFoundError:
        return PathKind.MISSING
    except (OSError, ValueError):
        return PathKind.OTHER
    if stat.S_ISLNK(mode):
        return PathKind.LINK
    if stat.S_ISREG(mode):
        return PathKind.FILE
    if not stat.S_ISDIR(mode):
        return PathKind.OTHER
    if os.path.lexists(full / ".git"):
        return PathKind.REPOSITORY
    return PathKind.ENVIRONMENT if os.path.lexists(full / "pyvenv.cfg") else PathKind.FOLDER


class WorkTreeFiles:
    """The `healbot.ports.EditableFiles` of a work tree with some files replaced or added."""

    def __init__(
        self,
        root: Path,
        changes: Mapping[str, SourceFile],
        why_not_kept: Callable[[str], str] = lambda path: "",
    ) -> None:
        """`why_not_kept` says why a new file could not be kept in Git; ``""`` when it can."""
        self._root = root
        self._changes = changes
        self._why_not_kept = why_not_kept

    def source(self, path: str) -> SourceFile | None:
        """Returns a source file; ``None`` when it is missing or none that healbot edits.

        Left alone are links, large and binary files, and what belongs to another repository.
        """
        if path in self._changes:
            return self._changes[path]
        if _belongs_to_git(self._root, path):
            return None
        file = read_regular(self._root, path, MAX_SOURCE_BYTES)
        if file is None:
            return None
        try:
            check_is_source(path, file.data)
        except Refused:
            return None
        return file

    def new_file(self, path: str) -> SourceFile:
        """Returns what stands for the file that a patch may create at `path`.

        Raises `Refused`, with the reason, where it may not.
        """
        reason = why_not_created(path, self) or self._why_not_kept(path)
        if reason:
            raise Refused(reason, hint="healbot adds plain Python files to a project, no others.")
        return SourceFile.absent(path)

    def kind(self, path: str) -> PathKind:
        """Returns what lies at `path`; links are not followed."""
        if path in self._changes:
            return PathKind.FILE
        kind = kind_of(self._root, path)
        if kind is PathKind.MISSING and any(name.startswith(path + "/") for name in self._changes):
            return PathKind.FOLDER
        return kind

    def names(self, folder: str) -> tuple[str, ...]:
        """Returns the sorted names in a folder of the project; folders end in a slash."""
        full = self._root / folder
        try:
            if not _is_below(full, self._root):
                return ()
            with os.scandir(full) as entries:
                found = {entry.name + "/" * entry.is_dir() for entry in entries}
        except (OSError, ValueError):
            found = set()
        inside = "" if folder == "." else f"{folder}/"
        below = (path.removeprefix(inside) for path in self._changes if path.startswith(inside))
        found.update(name[: name.find("/") + 1] or name for name in below)
        return tuple(sorted(name for name in found if name != ".git/"))


def python_sources(root: Path) -> dict[str, SourceFile]:
    """Returns the project's Python files by path, up to `MAX_SOURCES`.

    Hidden folders, virtual environments, build output and other repositories are left out.
    """
    files = WorkTreeFiles(root, {})
    found: dict[str, SourceFile] = {}
    folders = ["."]
    while folders and len(found) < MAX_SOURCES:
        folder = folders.pop()
        names = files.names(folder)
        if "pyvenv.cfg" in names or (folder != "." and ".git" in names):
            continue
        for name in names:
            path = name if folder == "." else f"{folder}/{name}"
            if name.endswith("/"):
                if not name.startswith(".") and name.rstrip("/") not in _NOT_SOURCES:
                    folders.append(path.rstrip("/"))
            elif name.endswith(".py") and (file := files.source(path)) is not None:
                found[path] = file
    return found
