"""The processes of a bubblewrap run: all in one PID namespace, which ends with its first one."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import threading
from collections.abc import Callable

from healbot.core.errors import EnvironmentProblem
from healbot.sandbox.descendants import Usage, descendants, proportional_memory, usage
from healbot.sandbox.limits import apply_to_process

_DEADLY = frozenset(
    getattr(signal, name)
    for name in (
        *("SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE"),
        *("SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM"),
        *("SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGIO", "SIGPWR", "SIGSYS"),
    )
    if hasattr(signal, name)
)
"""Signals that end a process unless it handles them."""
_START_SECONDS = 5.0
"""How long a kill waits for bubblewrap to report a process that it has just made."""
_END_SECONDS = 10.0
"""How long a kill waits for the last process to be gone; only a broken file system takes longer."""


class SandboxBroken(EnvironmentProblem):
    """bubblewrap could not make the sandbox."""


class Namespace:
    """Containment by PID namespace.

    bubblewrap reports the namespace's first process on a status pipe and waits for a byte on a
    gate pipe before it goes on; in between the limits are set, from outside, so that no code of
    the run needs to be trusted with setting them.
    """

    def __init__(self, limits: dict[str, int], disk: Callable[[], int]) -> None:
        """`limits` are rlimits by name, `disk` tells how many bytes the run has written."""
        self._limits = limits
        self._disk = disk
        self._status, self._status_write = os.pipe()
        self._gate_read, self._gate = os.pipe()
        os.set_blocking(self._status, False)
        self._report = b""
        self._lock = threading.RLock()
        self._bubblewrap: int | None = None
        self._init: int | None = None
        self._init_pidfd: int | None = None
        self._killed = False
        self._gone = False

    @property
    def arguments(self) -> tuple[str, ...]:
        """The bubblewrap options that connect it to this object."""
        status, gate = str(self._status_write), str(self._gate_read)
        return ("--json-status-fd", status, "--block-fd", gate)

    @property
    def pass_fds(self) -> tuple[int, ...]:
        """The ends of the two pipes that bubblewrap holds."""
        return (self._status_write, self._gate_read)

    @property
    def watched_fd(self) -> int | None:
        """The status pipe."""
        return self._status

    def started(self, pid: int) -> None:
        """Leaves bubblewrap as the only holder of its ends."""
        with self._lock:
            self._bubblewrap = pid
            os.close(self._status_write)
            os.close(self._gate_read)
            self._status_write = self._gate_read = -1

    def progress(self) -> bool:
        """Reads the status pipe; sets the limits and opens the gate when the pid is known."""
        with self._lock:
            try:
                data = os.read(self._status, 4096)
            except BlockingIOError:
                return True
            self._report += data
            if self._init is None and b"\n" in self._report:
                self._adopt(int(json.loads(self._report.split(b"\n", 1)[0])["child-pid"]))
            return bool(data)

    def signal(self, number: int) -> None:
        """Signals the namespace's first process group; its leader ignores what it can ignore."""
        with self._lock:
            if self._init is not None and self._is_alive():
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(self._init, number)

    def usage(self, at_most: int) -> Usage:
        """Returns what the processes in the namespace use."""
        return usage(self._pids(at_most))

    def memory(self) -> int:
        """Returns the bytes in use, shared pages counted once."""
        return proportional_memory(self._pids(10_000))

    def disk(self) -> int:
        """Returns the bytes written above the project."""
        return self._disk()

    def kill(self) -> None:
        """Kills the first process; the kernel then kills every other one in the namespace.

        bubblewrap itself is left to end on its own, as it does then. Killing it before its child
        has asked to die with it would leave the child alive, so the report is waited for.
        """
        with self._lock:
            self._killed = True
            if self._bubblewrap is None or self._gone:
                return
            while self._init_pidfd is None:
                ready, _, _ = select.select([self._status], [], [], _START_SECONDS)
                if not ready or not self.progress():
                    break
            if self._init_pidfd is not None:
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(self._init_pidfd, signal.SIGKILL)
                # bubblewrap ends with the command, before what the command left behind. The first
                # process of a namespace is only gone when all others are.
                select.select([self._init_pidfd], [], [], _END_SECONDS)
                self._reap()

    def finished(self, returncode: int, stderr: str) -> tuple[int | None, int | None]:
        """Returns the command's exit code or signal.

        bubblewrap reports a signal as 128 + its number, like a shell, and so do programs with
        their exit code: see `_signal_in`.
        """
        while self.progress():
            pass
        if b'"exit-code"' not in self._report and returncode != 128 + signal.SIGKILL:
            reason = stderr.strip().rpartition("\n")[2] or f"status {returncode}"
            raise SandboxBroken(
                f"The overlay sandbox cannot be set up: {reason}",
                hint="Run it again: what works here is looked for anew, or use --sandbox copy.",
            )
        if returncode < 0:
            return None, -returncode
        number = _signal_in(returncode, stderr)
        return (returncode, None) if number is None else (None, number)

    def close(self) -> None:
        """Frees the pipes; the run must be over."""
        with self._lock:
            handles = (self._status, self._status_write, self._gate, self._gate_read)
            for handle in (*handles, -1 if self._init_pidfd is None else self._init_pidfd):
                if handle >= 0:
                    os.close(handle)
            self._status = self._status_write = self._gate = self._gate_read = -1
            self._bubblewrap = self._init = self._init_pidfd = None

    def _adopt(self, init: int) -> None:
        """Takes charge of the first process. A descriptor, since its pid may be used again."""
        self._init = init
        with contextlib.suppress(ProcessLookupError):
            self._init_pidfd = os.pidfd_open(init)
        if self._killed:
            # Before it could be: `stop` came between the decision to run and the start.
            if self._init_pidfd is not None:
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(self._init_pidfd, signal.SIGKILL)
            return
        apply_to_process(init, self._limits)
        with contextlib.suppress(OSError):
            os.write(self._gate, b"g")

    def _reap(self) -> None:
        """The first process is healbot's own child when the copy backend made it a subreaper."""
        if self._init is not None and not self._is_alive():
            self._gone = True
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self._init, os.WNOHANG)

    def _is_alive(self) -> bool:
        """A pid descriptor is readable once its process has ended."""
        if self._init_pidfd is None:
            return False
        return not select.select([self._init_pidfd], [], [], 0)[0]

    def _pids(self, at_most: int) -> list[int]:
        return [] if self._init is None else descendants([self._init], at_most)


def _signal_in(returncode: int, stderr: str) -> int | None:
    """Returns the signal that a status of bubblewrap stands for, ``None`` for an exit code.

    128 + a signal that ends no process, such as SIGCHLD, is an exit code. 130 is what programs
    exit with when they are interrupted; Python, really ended by SIGINT, says so at last.
    """
    number = returncode - 128
    if number not in _DEADLY:
        return None
    if number == signal.SIGINT and not stderr.rstrip().endswith("KeyboardInterrupt"):
        return None
    return number
