"""Deletes folders that hostile code has filled."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import sys
from collections.abc import Callable
from pathlib import Path


def remove_tree(
    folder: Path, last: str = "", before_last: Callable[[], None] = lambda: None
) -> None:
    """Deletes `folder` and all in it; what cannot be deleted stays, without an error.

    The file `last` in it stays to the end, when `before_last` is called.

    Never follows a link. Folders may have mode 000 (overlayfs work folders do) and be nested far
    deeper than a path or a call stack may be long: each folder found is moved up to the top and
    emptied there, so that no path has more than two parts and nothing recurses.
    """
    if sys.platform == "win32":
        before_last()
        shutil.rmtree(folder, ignore_errors=True)
        return
    try:
        top = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        before_last()
        return
    try:
        _empty(top, last)
        before_last()
        _unlink(last, top)
    finally:
        os.close(top)
    with contextlib.suppress(OSError):
        folder.rmdir()


def _empty(top: int, last: str) -> None:
    waiting: list[str] = []
    counter = 0
    for name in os.listdir(top):
        if name == last:
            continue
        if _is_folder(name, top):
            waiting.append(name)
        else:
            _unlink(name, top)
    while waiting:
        name = waiting.pop()
        _open_up(name, top)
        try:
            current = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=top)
        except OSError:
            continue
        try:
            for entry in os.listdir(current):  # noqa: PTH208 - a descriptor
                if not _is_folder(entry, current):
                    _unlink(entry, current)
                    continue
                # Moving a folder rewrites its "..", which needs write permission on it.
                _open_up(entry, current)
                counter += 1
                moved = f".healbot-removed-{counter}"
                with contextlib.suppress(OSError):
                    os.rename(entry, moved, src_dir_fd=current, dst_dir_fd=top)
                    waiting.append(moved)
        finally:
            os.close(current)
        with contextlib.suppress(OSError):
            os.rmdir(name, dir_fd=top)


def _is_folder(name: str, parent: int) -> bool:
    try:
        return stat.S_ISDIR(os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode)
    except OSError:
        return False


def _unlink(name: str, parent: int) -> None:
    with contextlib.suppress(OSError):
        os.unlink(name, dir_fd=parent)


def _open_up(name: str, parent: int) -> None:
    """Makes a folder ours to change. Through /proc where there is one: chmod follows links."""
    path_only = getattr(os, "O_PATH", None)
    with contextlib.suppress(OSError):
        if path_only is None:
            os.chmod(name, stat.S_IRWXU, dir_fd=parent)
            return
        flags = path_only | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
        handle = os.open(name, flags, dir_fd=parent)
        try:
            os.chmod(f"/proc/self/fd/{handle}", stat.S_IRWXU)  # noqa: PTH101 - not a real path
        finally:
            os.close(handle)
