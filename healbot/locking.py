"""Advisory locks on files; the kernel frees the lock of a process that dies, however it dies."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path

_PAUSE = 0.02


class FileLock:
    """A lock that one process holds at a time, by a file that is there while it is held."""

    def __init__(self, path: Path) -> None:
        """The folder of `path` must exist; the file is made when it is needed."""
        self._path = path
        self._handle: int | None = None

    def acquire(self) -> bool:
        """Takes the lock, unless somebody else has it; returns whether it is held now.

        Raises `OSError` when the file cannot be made or its file system knows no locks.
        """
        if self.try_once():
            return True
        time.sleep(_PAUSE)  # who looks for abandoned locks has it for an instant
        return self.try_once()

    def try_once(self) -> bool:
        """As `acquire`, but may be mistaken while somebody looks whether the lock is abandoned."""
        while True:
            flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
            handle = os.open(self._path, flags | getattr(os, "O_CLOEXEC", 0), 0o600)
            try:
                locked = _lock(handle)
            except BaseException:
                os.close(handle)
                raise
            if locked and self._is_the_file_of(handle):
                self._handle = handle
                return True
            os.close(handle)
            if not locked:
                return False

    def release(self) -> None:
        """Deletes the file and gives the lock back; nothing when it is not held."""
        if self._handle is None:
            return
        if sys.platform != "win32":  # which deletes no open files; there the file stays
            # While it is held: whoever opened the same file notices that it is gone, and makes
            # another one.
            with contextlib.suppress(OSError):
                self._path.unlink()
        os.close(self._handle)
        self._handle = None

    def _is_the_file_of(self, handle: int) -> bool:
        """Whether the path still names the file that was locked: its holder may have deleted it."""
        try:
            return os.path.samestat(os.fstat(handle), self._path.lstat())
        except FileNotFoundError:
            return False


def remove_abandoned(folder: Path, pattern: str) -> None:
    """Deletes the lock files in `folder` that nobody holds."""
    for path in folder.glob(pattern):
        lock = FileLock(path)
        with contextlib.suppress(OSError):
            if lock.try_once():
                lock.release()


def _lock(handle: int) -> bool:
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
