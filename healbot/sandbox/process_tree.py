"""The processes of a run without a namespace: found as descendants and by a mark they carry."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import sys
import time
from collections.abc import Callable

from healbot.core.errors import EnvironmentProblem
from healbot.sandbox.descendants import (
    Usage,
    children,
    descendants,
    proportional_memory,
    usage,
)
from healbot.sandbox.launcher import MARK_RESOURCE

_PR_SET_CHILD_SUBREAPER = 36
_ROUNDS = 500
"""How often leftovers are looked for while they are being killed."""
_PAUSE = 0.002
"""Seconds between two looks, for the killed to be gone."""


class ProcessTree:
    """Containment by bookkeeping.

    Orphans of the run become children of healbot (it is made a "child subreaper", the one
    process-wide setting). Each process of a run carries a random RLIMIT_LOCKS, which tells the
    orphans of this run from those of another and from healbot's own children.
    """

    def __init__(self, disk: Callable[[], int], supervised: bool) -> None:
        """`supervised` says that the child is sandlock's supervisor and not the command."""
        self.mark = secrets.randbelow(2**30) + 2**20
        self._disk = disk
        self._supervised = supervised
        self._pid: int | None = None
        self._report, self._report_write = os.pipe()
        os.set_blocking(self._report, False)
        self._started = b""
        self._killed = False
        _become_subreaper()

    @property
    def report(self) -> int | None:
        """The descriptor on which the launcher says that it started the command."""
        return self._report_write

    @property
    def pass_fds(self) -> tuple[int, ...]:
        """The launcher's end of the report pipe."""
        return (self._report_write,)

    @property
    def watched_fd(self) -> int | None:
        """Nothing needs watching."""
        return None

    def started(self, pid: int) -> None:
        """Remembers the child."""
        self._pid = pid
        os.close(self._report_write)
        self._report_write = -1
        if self._killed:  # before it was started
            self.kill()

    def progress(self) -> bool:
        """Nothing to do."""
        return False

    def signal(self, number: int) -> None:
        """Signals the command's process group, or all below its supervisor."""
        if self._pid is None:
            return
        if not self._supervised:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._pid, number)
            return
        for pid in descendants(children(self._pid), at_most=1000):
            _send(pid, number)

    def usage(self, at_most: int) -> Usage:
        """Returns what the child, its descendants and its orphans use."""
        return usage(self._pids(at_most))

    def memory(self) -> int:
        """Returns the bytes in use, shared pages counted once."""
        return proportional_memory(self._pids(10_000))

    def disk(self) -> int:
        """Returns the bytes in the tree."""
        return self._disk()

    def kill(self) -> None:
        """Kills all that can be found, again and again until nothing new turns up.

        The child itself is killed first and left for `subprocess` to reap; orphans are reaped
        here, by their pid, since healbot is their parent now.
        """
        self._killed = True
        pid = self._pid
        if pid is None:
            return
        # The child may have ended, but it was not reaped yet: the pid is still its own.
        if sys.platform != "linux":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
            return
        for _ in range(_ROUNDS):
            leftovers = [other for other in self._pids(1000) if other != pid]
            _send(pid, signal.SIGKILL)
            # By group, which the kernel does at one stroke: a fork bomb makes processes faster
            # than they can be killed one by one. Groups never reach beyond the run's sessions.
            for group in {_group_of(other) for other in (pid, *leftovers)} - {0, os.getpgrp()}:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(group, signal.SIGKILL)
            for other in leftovers:
                _send(other, signal.SIGKILL)
            for orphan in self._orphans():
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(orphan, os.WNOHANG)
            if not leftovers:
                return
            time.sleep(_PAUSE)

    def finished(self, returncode: int, stderr: str) -> tuple[int | None, int | None]:
        """Returns the child's exit code or signal."""
        with contextlib.suppress(BlockingIOError):
            self._started += os.read(self._report, 16)
        if not self._started and returncode != -signal.SIGKILL:
            reason = stderr.strip().rpartition("\n")[2] or f"status {returncode}"
            raise EnvironmentProblem(f"The copy sandbox cannot start the command: {reason}")
        return (returncode, None) if returncode >= 0 else (None, -returncode)

    def close(self) -> None:
        """Frees the report pipe."""
        for handle in (self._report, self._report_write):
            if handle >= 0:
                os.close(handle)
        self._report = self._report_write = -1

    def _pids(self, at_most: int) -> list[int]:
        if self._pid is None:
            return []
        return descendants([self._pid, *self._orphans()], at_most)

    def _orphans(self) -> list[int]:
        found = [pid for pid in children(os.getpid()) if pid != self._pid]
        return [pid for pid in found if _mark_of(pid) == self.mark]


def _mark_of(pid: int) -> int | None:
    if sys.platform != "linux":
        return None
    import resource

    try:
        return resource.prlimit(pid, MARK_RESOURCE)[1]
    except (OSError, ValueError):
        return None


def _group_of(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0


def _send(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)


def _become_subreaper() -> None:
    if sys.platform != "linux":
        return
    import ctypes

    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
