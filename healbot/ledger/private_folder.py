"""The folder of the private repository: gone after use, and later even if healbot was killed."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from pathlib import Path

from filelock import FileLock, Timeout

PREFIX = "healbot-git-"
_LOCK = "healbot.lock"
_IN_THE_MAKING = 3600.0
"""Seconds after which a folder without a lock file is one whose healbot was killed there."""


class PrivateFolder:
    """A temporary folder that is locked as long as this process lives."""

    def __init__(self) -> None:
        """Makes the folder, and removes those whose healbot is no more."""
        _sweep(Path(tempfile.gettempdir()))
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
            self._lock = FileLock(self.path / _LOCK, timeout=0)
            with contextlib.suppress(Timeout):  # another process was about to sweep it away
                self._lock.acquire()
                return

    def remove(self) -> None:
        """Deletes the folder with all in it."""
        _remove(self.path)
        self._lock.release()


def _sweep(parent: Path) -> None:
    """Deletes the folders of processes that died: the kernel released their locks.

    A young folder without a lock file may be one that is being made right now and is left alone.
    """
    for folder in parent.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError, Timeout):
            status = folder.lstat()
            if folder.is_symlink() or (hasattr(os, "getuid") and status.st_uid != os.getuid()):
                continue
            if (folder / _LOCK).is_file():
                with FileLock(folder / _LOCK, timeout=0):
                    _remove(folder)
            elif time.time() - status.st_mtime > _IN_THE_MAKING:
                _remove(folder)


def _remove(folder: Path) -> None:
    """Deletes `folder`, its lock last: killed half way, it can still be told to be abandoned."""
    with contextlib.suppress(OSError):
        for entry in folder.iterdir():
            if entry.name == _LOCK:
                continue
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry, ignore_errors=True)
            else:
                entry.unlink()
    shutil.rmtree(folder, ignore_errors=True)
