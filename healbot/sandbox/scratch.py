"""Private temporary folders for the throwaway layers and copies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from healbot.locked_folder import LockedFolder

PREFIX = "healbot-scratch-"


@contextmanager
def scratch_folder(parent: Path) -> Iterator[Path]:
    """Makes a private folder in `parent` for the time of the context."""
    scratch = LockedFolder(parent, PREFIX)
    try:
        yield scratch.path
    finally:
        scratch.remove()
