"""Private temporary folders that are gone after use, and later even if healbot was killed."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from healbot.sandbox.removal import remove_tree

PREFIX = "healbot-scratch-"
_LOCK = ".lock"


class Scratch:
    """A folder that only this user can enter, locked as long as this process lives."""

    def __init__(self, parent: Path) -> None:
        """Makes the folder in `parent`."""
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent)).resolve()
        self._lock = os.open(self.folder / _LOCK, os.O_CREAT | os.O_RDWR | os.O_EXCL, 0o600)
        _try_to_lock(self._lock)

    def remove(self) -> None:
        """Deletes the folder with all in it."""
        os.close(self._lock)
        remove_tree(self.folder)


@contextmanager
def scratch_folder(parent: Path) -> Iterator[Path]:
    """Makes a private folder in `parent` for the time of the context."""
    scratch = Scratch(parent)
    try:
        yield scratch.folder
    finally:
        scratch.remove()


def sweep(parent: Path) -> None:
    """Deletes the folders in `parent` whose healbot is no more.

    The kernel releases the lock of a process that dies, however it dies. A folder without a lock
    file may be one that is being made right now and is left alone.
    """
    for folder in parent.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            handle = os.open(folder / _LOCK, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
            try:
                abandoned = _try_to_lock(handle)
            finally:
                os.close(handle)
            if abandoned:
                remove_tree(folder)


def _try_to_lock(handle: int) -> bool:
    """Returns whether the lock is ours now; where there is no such lock, nothing is abandoned."""
    try:
        import fcntl
    except ImportError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
