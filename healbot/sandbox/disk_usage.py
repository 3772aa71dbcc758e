"""How much disk space a folder takes."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

_BLOCK = 512


def disk_usage(folders: Iterable[Path], enough: int, most_entries: int = 20_000) -> int:
    """Returns bytes in use below `folders`; stops counting above `enough`.

    Looks at `most_entries` entries at most, so that a folder with millions cannot stall the
    watcher. Links are not followed. Entries that vanish meanwhile count nothing.
    """
    total = entries_seen = 0
    queue = [os.fspath(folder) for folder in folders]
    while queue and total <= enough and entries_seen < most_entries:
        try:
            with os.scandir(queue.pop()) as entries:
                for entry in entries:
                    entries_seen += 1
                    try:
                        total += entry.stat(follow_symlinks=False).st_blocks * _BLOCK
                        if entry.is_dir(follow_symlinks=False):
                            queue.append(entry.path)
                    except OSError:
                        continue
        except OSError:
            continue
    return total
