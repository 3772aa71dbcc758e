"""Private temporary folders that are gone after use, and later even if healbot was killed."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from pathlib import Path

from healbot.locking import FileLock
from healbot.removal import remove_tree

LOCK = ".lock"
_IN_THE_MAKING = 3600.0
"""Seconds after which a folder without a lock file is one whose healbot was killed there."""


class LockedFolder:
    """A folder that only this user can enter, locked as long as this process lives."""

    def __init__(self, parent: Path, prefix: str) -> None:
        """Makes the folder in `parent`; its name begins with `prefix`."""
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=prefix, dir=parent)).resolve()
            self._lock = FileLock(self.path / LOCK)
            with contextlib.suppress(FileNotFoundError):  # another process swept it away
                if self._lock.acquire():
                    return

    def remove(self) -> None:
        """Deletes the folder with all in it, the lock last.

        Killed half way, it can still be told to be abandoned.
        """
        remove_tree(self.path, last=LOCK, before_last=self._lock.release)


def sweep(parent: Path, prefix: str) -> None:
    """Deletes the folders in `parent` whose healbot is no more.

    A young folder without a lock file may be one that is being made right now and is left alone,
    as are links and what belongs to others.
    """
    try:
        with os.scandir(parent) as entries:
            names = [entry.name for entry in entries if entry.name.startswith(prefix)]
    except OSError:
        return
    for name in names:
        with contextlib.suppress(OSError):
            _remove_if_abandoned(parent / name)


def _remove_if_abandoned(folder: Path) -> None:
    status = folder.lstat()
    if folder.is_symlink() or (hasattr(os, "getuid") and status.st_uid != os.getuid()):
        return
    if not (folder / LOCK).is_file():
        if time.time() - status.st_mtime > _IN_THE_MAKING:
            remove_tree(folder)
        return
    lock = FileLock(folder / LOCK)
    if lock.try_once():
        remove_tree(folder, last=LOCK, before_last=lock.release)
