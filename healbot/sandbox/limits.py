"""What one run may use, and how the kernel is told so."""

from __future__ import annotations

import math
import os
import sys
from dataclasses import dataclass

MEBIBYTE = 1024 * 1024
GIBIBYTE = 1024 * MEBIBYTE


@dataclass(frozen=True)
class Limits:
    """The caps of one run; sizes in bytes."""

    memory: int = 4 * GIBIBYTE
    """Private writable memory of each process, and memory in use by all of them together.

    Each process is held by RLIMIT_DATA, not RLIMIT_AS: JavaScript engines, Go, the JVM and address
    sanitizers reserve terabytes of address space that they never touch, which RLIMIT_AS counts and
    RLIMIT_DATA does not. The sum is watched from outside.
    """
    file_size: int = GIBIBYTE
    """The largest file a process may write."""
    disk: int = 4 * GIBIBYTE
    """What all files written by one run may take together."""
    processes: int = 256
    """Processes and threads at the same time."""
    open_files: int = 4096
    """File descriptors of each process."""
    output_kept: int = MEBIBYTE
    """What is kept of each of stdout and stderr: half from the start, half from the end."""
    output_total: int = 64 * MEBIBYTE
    """Output of both streams after which the run is stopped."""
    grace: float = 1.0
    """Seconds between interrupt, terminate and kill."""

    def cpu_seconds(self, timeout: float) -> int:
        """Returns the CPU seconds a process gets for a wall-clock limit of `timeout` seconds.

        Only a second net for what outlives its run, so it allows for every core being busy.
        """
        return math.ceil(timeout * (os.cpu_count() or 1)) + 5

    def resource_limits(self, timeout: float) -> dict[str, int]:
        """Returns rlimits by their name in the `resource` module.

        RLIMIT_NPROC is not among them: it counts all processes of the user, except where a run has
        a user namespace of its own (see `namespace_limits`).
        """
        return {
            "RLIMIT_CORE": 0,
            "RLIMIT_CPU": self.cpu_seconds(timeout),
            "RLIMIT_DATA": self.memory,
            "RLIMIT_FSIZE": self.file_size,
            "RLIMIT_NOFILE": self.open_files,
        }

    def namespace_limits(self, timeout: float) -> dict[str, int]:
        """Returns the rlimits of a run that has a user namespace of its own.

        The kernel counts processes for each user namespace since Linux 5.14; older ones would
        count the desktop of the user as well, and the run could not even start.
        """
        limits = self.resource_limits(timeout)
        if _kernel() >= (5, 14):
            # Above what the watcher allows, so that a fork bomb is named as one.
            limits["RLIMIT_NPROC"] = 2 * self.processes
        return limits


def apply_to_process(pid: int, limits: dict[str, int]) -> None:
    """Sets rlimits (soft and hard) of a process, never above what it already has.

    A process that is gone is no error. Only Linux can do this from outside; elsewhere it does
    nothing.
    """
    if sys.platform != "linux":
        return
    import resource

    for name, wanted in limits.items():
        kind: int = getattr(resource, name)
        try:
            _, hard = resource.prlimit(pid, kind)
            value = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
            resource.prlimit(pid, kind, (value, value))
        except ProcessLookupError:
            return


def _kernel() -> tuple[int, int]:
    major, minor = os.uname().release.split(".")[:2]
    digits = "".join(char for char in minor if char.isdigit())
    return int(major), int(digits or 0)
