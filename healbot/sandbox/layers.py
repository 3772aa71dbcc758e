"""Reads files out of folders laid over each other, as overlayfs would show them."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

_MAX_LINKS = 40
"""As many links as Linux follows in one path."""
_OPAQUE = ("user.overlay.opaque", "trusted.overlay.opaque")


@dataclass(frozen=True)
class _Link:
    target: str


class LayeredFolder:
    """Folders on top of each other, the first one uppermost.

    Whiteouts (character device 0/0) and opaque folders hide what is below, as in the kernel's
    overlayfs documentation. Links are resolved within the layers, those that leave them are not
    followed. Nothing may write to the layers meanwhile.
    """

    def __init__(self, layers: Sequence[Path], root: PurePosixPath) -> None:
        """`root` is where absolute link targets see the folder."""
        self._layers = tuple(layers)
        self._root = root

    def read(self, path: str, limit: int) -> bytes | None:
        """Returns up to `limit` bytes of a regular file, ``None`` when there is none."""
        pending = _parts(path)
        if pending is None:
            return None
        if sys.platform == "win32":
            return _read_plainly(self._layers[0], path, limit)
        reached: list[str] = []
        links = 0
        while pending:
            part = pending.pop(0)
            if part == "..":
                if not reached:
                    return None
                reached.pop()
                continue
            found = self._look(reached, part, limit if not pending else None)
            if isinstance(found, bytes):
                return found
            if found is None:
                return None
            if isinstance(found, _Link):
                links += 1
                target = self._inside(found.target, reached)
                if target is None or links > _MAX_LINKS:
                    return None
                reached, pending = target[0], target[1] + pending
                continue
            reached.append(part)
        return None

    def _inside(self, target: str, reached: list[str]) -> tuple[list[str], list[str]] | None:
        pure = PurePosixPath(target)
        if not pure.is_absolute():
            return reached, list(pure.parts)
        if not pure.is_relative_to(self._root):
            return None
        return [], list(pure.relative_to(self._root).parts)

    def _look(self, folder: list[str], name: str, limit: int | None) -> bytes | _Link | bool | None:
        """Returns a file's bytes (when `limit` is given), a link, True for a folder, or None."""
        with self._open(folder) as handles:
            for handle in handles:
                try:
                    status = os.stat(name, dir_fd=handle, follow_symlinks=False)
                except (FileNotFoundError, ValueError):
                    continue
                except OSError:
                    return None
                mode = status.st_mode
                if stat.S_ISLNK(mode):
                    return _Link(os.readlink(name, dir_fd=handle))
                if stat.S_ISDIR(mode):
                    return True
                if stat.S_ISREG(mode) and limit is not None:
                    return _read(name, handle, limit)
                return None
        return None

    @contextlib.contextmanager
    def _open(self, folder: list[str]) -> Iterator[list[int]]:
        """Opens `folder` in every layer in which it can be seen from above."""
        handles: list[int] = []
        try:
            for layer in self._layers:
                handle, hides_below = _descend(layer, folder)
                if handle is not None:
                    handles.append(handle)
                if hides_below:
                    break
            yield handles
        finally:
            for handle in handles:
                os.close(handle)


def _parts(path: str) -> list[str] | None:
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or "\0" in path:
        return None
    return list(pure.parts)


def _read_plainly(layer: Path, path: str, limit: int) -> bytes | None:
    """Without descriptors of folders, which Windows has not."""
    try:
        real = (layer / path).resolve()
        if not real.is_relative_to(layer.resolve()) or not real.is_file():
            return None
        with real.open("rb") as file:
            return file.read(limit)
    except OSError:
        return None


def _descend(layer: Path, folder: list[str]) -> tuple[int | None, bool]:
    """Returns a handle of `folder` in one layer and whether lower layers are hidden there."""
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        handle = os.open(layer, flags)
    except OSError:
        return None, False
    hidden = False
    for part in folder:
        try:
            below = os.open(part, flags, dir_fd=handle)
        except FileNotFoundError:
            os.close(handle)
            return None, hidden
        except OSError:
            # A whiteout, a file or an unreadable folder: nothing below it can be seen.
            os.close(handle)
            return None, True
        os.close(handle)
        handle = below
        hidden = hidden or _is_opaque(handle)
    return handle, hidden


def _is_opaque(handle: int) -> bool:
    if not hasattr(os, "getxattr"):
        return False
    for name in _OPAQUE:
        with contextlib.suppress(OSError):
            if os.getxattr(handle, name) == b"y":
                return True
    return False


def _read(name: str, parent: int, limit: int) -> bytes | None:
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
    try:
        handle = os.open(name, flags, dir_fd=parent)
    except OSError:
        return None
    with os.fdopen(handle, "rb", buffering=0) as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return None
        chunks: list[bytes] = []
        while limit > 0:
            chunk = file.read(min(limit, 1024 * 1024))
            if not chunk:
                break
            chunks.append(chunk)
            limit -= len(chunk)
        return b"".join(chunks)
