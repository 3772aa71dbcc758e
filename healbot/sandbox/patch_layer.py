"""Writes changed files and whiteouts into a folder that overlayfs lays over the project."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from healbot.core.errors import Refused
from healbot.core.source import SourceFile


def write_patch_layer(
    layer: Path, root: Path, changes: Mapping[str, SourceFile], hidden: Iterable[str]
) -> None:
    """Puts `changes` (by path) into `layer` and hides the paths in `hidden`.

    Folders get the mode of the project's, since the uppermost layer decides on it.
    """
    layer.chmod(stat.S_IMODE(root.stat().st_mode))
    for path, source in changes.items():
        write_changed_file(layer, root, path, source)
    for path in hidden:
        _make_parents(layer, root, PurePosixPath(path))
        # A character device 0/0 is overlayfs' sign for "deleted"; since Linux 5.8 anyone may make
        # one. Unlike an empty folder mounted there it leaves no `.git` for tools to stumble on.
        os.mknod(layer / path, stat.S_IFCHR, os.makedev(0, 0))


def write_changed_file(layer: Path, root: Path, path: str, source: SourceFile) -> None:
    """Writes one changed file below `layer`, in place of the one below `root`.

    Raises `Refused` for a path that leaves the project.
    """
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or not pure.parts:
        raise Refused(f"{path} is outside the project.")
    if any((root / parent).is_symlink() for parent in pure.parents):
        # A folder laid over a link would hide all that the link leads to.
        raise Refused(f"{path} leads through a symbolic link.")
    _make_parents(layer, root, pure)
    target = layer / pure
    # In a copy it may be a link, or read-only.
    target.unlink(missing_ok=True)
    target.write_bytes(source.data)
    target.chmod(stat.S_IMODE(source.mode) | stat.S_IRUSR)
    moment = newer_than(root / pure)
    os.utime(target, ns=(moment, moment))


def newer_than(original: Path) -> int:
    """Returns a modification time (nanoseconds) in whole seconds after that of `original`.

    Python takes a .pyc for current when the source's size and modification time, in whole seconds,
    are those it was compiled from: a patch of the same size within the same second would run the
    old code.
    """
    second = 1_000_000_000
    now = time.time_ns()
    try:
        before = original.stat(follow_symlinks=False).st_mtime_ns
    except OSError:
        return now
    if before // second < now // second:
        return now
    return (before // second + 1) * second


def _make_parents(layer: Path, root: Path, path: PurePosixPath) -> None:
    for parent in reversed(path.parents[:-1]):
        folder = layer / parent
        if not folder.is_dir():
            folder.mkdir()
            if (root / parent).is_dir():
                folder.chmod(stat.S_IMODE((root / parent).stat().st_mode) | stat.S_IRWXU)
