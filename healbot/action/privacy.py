"""Keeps the tokens and keys of this process from other programs of the same user.

A step's secrets come in its environment, which every program of the same user may read in
``/proc/PID/environ``, as long as the process may be dumped. The overlay sandbox hides the process;
where only the copy sandbox works, this does.
"""

from __future__ import annotations

import os
import sys

_PR_SET_DUMPABLE = 4


def close_to_others() -> bool:
    """Makes the kernel refuse other programs this process's memory and environment.

    Returns whether it does; only Linux does. Root may look all the same. See prctl(2).
    """
    if sys.platform != "linux":
        return False
    import ctypes

    return bool(ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) == 0)


def take(name: str) -> str:
    """Returns a variable and removes it, so that no child of this process inherits it."""
    return os.environ.pop(name, "").strip()
