"""Runs one command with capped output, limits and an end that is certain."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO

from healbot.core.errors import EnvironmentProblem
from healbot.core.execution import Execution, Stop
from healbot.sandbox.capture import Capture
from healbot.sandbox.containment import Containment
from healbot.sandbox.limits import Limits

_TICK = 0.05
"""Seconds between two looks at processes, memory and disk. Exits and output do not wait for it."""
_CHUNK = 64 * 1024
_DISK_TICKS = 10
"""Disk use is looked at every so many ticks: walking a folder costs more than reading /proc."""


@dataclass(frozen=True)
class Launch:
    """What is started, with everything decided."""

    argv: tuple[str, ...]
    environment: Mapping[str, str]
    cwd: str
    stdin: bytes | None
    timeout: float
    before_exec: Callable[[], None] | None = None
    """Called in the child between fork and exec."""


def run(launch: Launch, limits: Limits, containment: Containment) -> Execution:
    """Runs a command to its end, or to the limit that ends it.

    When it returns, or raises, no process of the run is left (as far as `containment` reaches).
    An exception that arrives meanwhile, such as `KeyboardInterrupt`, ends the run and is raised
    again. May be called from several threads at once.
    """
    supervisor = _Supervisor(launch, limits, containment)
    try:
        supervisor.follow()
    finally:
        supervisor.close()
    return supervisor.execution()


def _start(launch: Launch, pass_fds: tuple[int, ...]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            launch.argv,
            env=dict(launch.environment),
            cwd=launch.cwd,
            stdin=subprocess.PIPE if launch.stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            pass_fds=pass_fds,
            # Ctrl-C at the terminal is for healbot, which then ends the run in order.
            start_new_session=True,
            preexec_fn=launch.before_exec,
        )
    except (OSError, ValueError) as error:
        raise EnvironmentProblem(f"A command cannot be started: {error}") from error


class _Supervisor:
    """One run while it goes on. POSIX only: Windows cannot wait for pipes (see `portable`)."""

    def __init__(self, launch: Launch, limits: Limits, containment: Containment) -> None:
        self._limits = limits
        self._containment = containment
        self._stdout = Capture(limits.output_kept)
        self._stderr = Capture(limits.output_kept)
        self._stop: Stop | None = None
        self._started = time.monotonic()
        self._ticks = 0
        self._steps: list[tuple[float, Callable[[], None]]] = self._escalation(launch.timeout)
        self._selector = selectors.DefaultSelector()
        self._pidfd: int | None = None
        self._pending_input = memoryview(launch.stdin or b"")
        self._seconds = 0.0
        self._ended = False
        self._process = _start(launch, containment.pass_fds)

    def follow(self) -> None:
        """Feeds, reads and watches until the child has ended."""
        self._containment.started(self._process.pid)
        self._register()
        next_tick = self._started + _TICK
        while not self._ended:
            due = min([next_tick, *(moment for moment, _ in self._steps[:1])])
            for key, _ in self._selector.select(max(0.0, due - time.monotonic())):
                key.data()
            now = time.monotonic()
            while self._steps and now >= self._steps[0][0]:
                self._steps.pop(0)[1]()
            if now >= next_tick:
                self._look()
                next_tick = time.monotonic() + _TICK
        self._seconds = time.monotonic() - self._started

    def close(self) -> None:
        """Ends what is left, takes the output that is still in the pipes and frees everything."""
        # Before the child is reaped: until then its pid cannot belong to anyone else.
        self._containment.kill()
        self._process.wait()
        # What dead writers wrote is in the pipes already. A writer that got away is not waited for.
        for stream, capture in self._outputs():
            while not stream.closed and self._read(stream, capture):
                if self._stop is Stop.OUTPUT:
                    break
        self._selector.close()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        if self._pidfd is not None:
            os.close(self._pidfd)

    def execution(self) -> Execution:
        """Returns what the run showed."""
        if self._stop is None:
            exit_code, number = self._containment.finished(
                self._process.returncode, self._stderr.text()
            )
        else:
            exit_code, number = None, None
        if number == getattr(signal, "SIGXCPU", None) and number is not None:
            self._stop = Stop.TIMEOUT
        return Execution(
            exit_code=exit_code,
            signal=number,
            stop=self._stop,
            stdout=self._stdout.text(),
            stderr=self._stderr.text(),
            seconds=self._seconds,
            stdout_bytes=self._stdout.total,
            stderr_bytes=self._stderr.total,
        )

    def _register(self) -> None:
        for stream, capture in self._outputs():
            os.set_blocking(stream.fileno(), False)
            self._selector.register(stream, selectors.EVENT_READ, self._reader(stream, capture))
        stdin = self._process.stdin
        if stdin is not None:
            os.set_blocking(stdin.fileno(), False)
            self._selector.register(stdin, selectors.EVENT_WRITE, self._feed)
        watched = self._containment.watched_fd
        if watched is not None:
            self._selector.register(watched, selectors.EVENT_READ, self._progress)
        # Where there are no pid descriptors (macOS), the tick looks for the end.
        if hasattr(os, "pidfd_open"):
            self._pidfd = os.pidfd_open(self._process.pid)
            self._selector.register(self._pidfd, selectors.EVENT_READ, self._note_end)

    def _outputs(self) -> tuple[tuple[IO[bytes], Capture], tuple[IO[bytes], Capture]]:
        stdout, stderr = self._process.stdout, self._process.stderr
        assert stdout is not None and stderr is not None  # noqa: S101 - both are PIPE above
        return (stdout, self._stdout), (stderr, self._stderr)

    def _reader(self, stream: IO[bytes], capture: Capture) -> Callable[[], None]:
        def read() -> None:
            self._read(stream, capture)

        return read

    def _read(self, stream: IO[bytes], capture: Capture) -> bool:
        """Takes one chunk; returns whether there was one."""
        try:
            data = os.read(stream.fileno(), _CHUNK)
        except BlockingIOError:
            return False
        if not data:
            with contextlib.suppress(KeyError):
                self._selector.unregister(stream)
            stream.close()
            return False
        capture.add(data)
        if self._stdout.total + self._stderr.total > self._limits.output_total:
            self._end(Stop.OUTPUT)
        return True

    def _feed(self) -> None:
        stdin = self._process.stdin
        if stdin is None:
            return
        try:
            written = os.write(stdin.fileno(), self._pending_input[:_CHUNK])
            self._pending_input = self._pending_input[written:]
        except BlockingIOError:
            return
        except OSError:
            self._pending_input = self._pending_input[:0]
        if not self._pending_input:
            self._selector.unregister(stdin)
            with contextlib.suppress(OSError):
                stdin.close()

    def _note_end(self) -> None:
        self._ended = True

    def _progress(self) -> None:
        watched = self._containment.watched_fd
        if not self._containment.progress() and watched is not None:
            self._selector.unregister(watched)

    def _look(self) -> None:
        """Compares what the run uses with its limits."""
        self._ticks += 1
        if self._pidfd is None and self._process.poll() is not None:
            self._ended = True
            return
        limits = self._limits
        usage = self._containment.usage(limits.processes + 1)
        if usage.tasks > limits.processes:
            self._end(Stop.PROCESSES)
        elif usage.memory > limits.memory and self._containment.memory() > limits.memory:
            self._end(Stop.MEMORY)
        elif self._ticks % _DISK_TICKS == 0 and self._containment.disk() > limits.disk:
            self._end(Stop.DISK)

    def _escalation(self, timeout: float) -> list[tuple[float, Callable[[], None]]]:
        """Interrupt, so that Python still prints where it was; then terminate; then kill."""
        end = self._started + timeout
        grace = self._limits.grace
        return [
            (end, self._interrupt),
            (end + grace, lambda: self._containment.signal(signal.SIGTERM)),
            (end + 2 * grace, self._containment.kill),
        ]

    def _interrupt(self) -> None:
        self._stop = self._stop or Stop.TIMEOUT
        self._containment.signal(signal.SIGINT)

    def _end(self, reason: Stop) -> None:
        """Ends a run that goes over a limit; at once, because it goes on eating meanwhile."""
        if self._stop is None:
            self._stop = reason
        self._steps.clear()
        self._containment.kill()
