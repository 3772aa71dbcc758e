"""One run of a command in the sandbox, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from healbot.core.cases import SuiteReport


class Stop(StrEnum):
    """Why healbot ended a run that did not end by itself."""

    TIMEOUT = "timeout"
    OUTPUT = "output"
    PROCESSES = "processes"
    MEMORY = "memory"
    DISK = "disk"


@dataclass(frozen=True)
class Execution:
    """What one run of a command showed."""

    exit_code: int | None
    """The exit status, or ``None`` when a signal or healbot ended it."""
    signal: int | None
    """The number of the signal that ended it, if one did."""
    stop: Stop | None
    """The limit that made healbot end it, if one did."""
    stdout: str
    """Standard output; when longer than the cap, head and tail around a marker line."""
    stderr: str
    """Standard error, capped in the same way."""
    seconds: float
    """Wall-clock time."""
    stdout_bytes: int = 0
    """How much the command wrote to standard output before the cap."""
    stderr_bytes: int = 0
    """How much the command wrote to standard error before the cap."""
    tests: SuiteReport | None = None
    """What a test runner reported; ``None`` for anything else, or when there is no report."""

    @property
    def timed_out(self) -> bool:
        """Whether the wall-clock limit ended the run."""
        return self.stop is Stop.TIMEOUT

    @property
    def exited_zero(self) -> bool:
        """Whether the command ended by itself with status 0."""
        return self.exit_code == 0 and self.stop is None and self.signal is None
