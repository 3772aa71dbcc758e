"""Lets the kernel end a child when healbot itself is killed, from the child's first instant."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def ends_with_parent() -> Callable[[], None] | None:
    """Returns what a child must call between fork and exec; ``None`` where there is no such thing.

    bubblewrap's own ``--die-with-parent`` takes hold only after its start: killed just before, it
    waited for a child that was gone, for ever. The thread that starts the child must outlive it,
    because the kernel takes that thread for the parent.
    """
    if sys.platform != "linux":
        return None
    import ctypes

    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def prepare() -> None:
        prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
        if os.getppid() != parent:  # it was killed before the line above
            os._exit(1)

    return prepare
