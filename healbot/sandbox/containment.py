"""How the processes of one run are found, signalled and ended; each backend has its own way."""

from __future__ import annotations

from typing import Protocol

from healbot.sandbox.descendants import Usage


class Containment(Protocol):
    """The processes of one run, from its start to the end of the last of them."""

    @property
    def pass_fds(self) -> tuple[int, ...]:
        """File descriptors that the child inherits."""

    @property
    def watched_fd(self) -> int | None:
        """A descriptor that becomes readable when `progress` has something to do."""

    def started(self, pid: int) -> None:
        """Called once with the child's pid, before anything else."""

    def progress(self) -> bool:
        """Reads `watched_fd`; returns whether it is still worth watching."""

    def signal(self, number: int) -> None:
        """Sends a signal to the command and what it started in its own process group."""

    def usage(self, at_most: int) -> Usage:
        """Returns what the run uses now; counting may stop above `at_most` processes."""

    def memory(self) -> int:
        """Returns the bytes in use, exactly; asked only when `usage` looks too high."""

    def disk(self) -> int:
        """Returns about how many bytes the run has written to disk so far."""

    def kill(self) -> None:
        """Ends every process of the run; safe to call at any time, and more than once."""

    def finished(self, returncode: int, stderr: str) -> tuple[int | None, int | None]:
        """Called when the child was reaped; returns (exit code, signal) of the command.

        Raises `EnvironmentProblem` when the command was never started; `stderr` then says why.
        """
