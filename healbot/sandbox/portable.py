"""Runs one command where pipes cannot be waited for (Windows); limits time and output alone."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from typing import IO

from healbot.core.errors import EnvironmentProblem
from healbot.core.execution import Execution, Stop
from healbot.sandbox.capture import Capture
from healbot.sandbox.limits import Limits
from healbot.sandbox.process import Launch

_CHUNK = 64 * 1024
_LAST_WORDS = 1.0
"""Seconds to wait for output after the end; a grandchild may hold the pipe open for ever."""


def run(launch: Launch, limits: Limits) -> Execution:
    """Runs a command to its end, its wall-clock limit or its output limit."""
    started = time.monotonic()
    process = _start(launch)
    captures = (Capture(limits.output_kept), Capture(limits.output_kept))
    too_much = threading.Event()

    def drain(stream: IO[bytes], capture: Capture) -> None:
        with stream:
            while data := os.read(stream.fileno(), _CHUNK):
                capture.add(data)
                if sum(one.total for one in captures) > limits.output_total:
                    too_much.set()
                    _kill(process)

    assert process.stdout is not None and process.stderr is not None  # noqa: S101 - both are PIPE
    threads = [
        threading.Thread(target=drain, args=(process.stdout, captures[0]), daemon=True),
        threading.Thread(target=drain, args=(process.stderr, captures[1]), daemon=True),
        threading.Thread(target=_feed, args=(process.stdin, launch.stdin), daemon=True),
    ]
    for thread in threads:
        thread.start()
    stop: Stop | None = None
    try:
        process.wait(launch.timeout)
    except subprocess.TimeoutExpired:
        stop = Stop.TIMEOUT
    finally:
        _kill(process)
        process.wait()
    seconds = time.monotonic() - started
    for thread in threads:
        thread.join(_LAST_WORDS)
    if too_much.is_set():
        stop = Stop.OUTPUT
    code = process.returncode
    return Execution(
        exit_code=code if stop is None and code >= 0 else None,
        signal=-code if stop is None and code < 0 else None,
        stop=stop,
        stdout=captures[0].text(),
        stderr=captures[1].text(),
        seconds=seconds,
        stdout_bytes=captures[0].total,
        stderr_bytes=captures[1].total,
    )


def _start(launch: Launch) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            launch.argv,
            env=dict(launch.environment),
            cwd=launch.cwd,
            stdin=subprocess.PIPE if launch.stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
        )
    except (OSError, ValueError) as error:
        raise EnvironmentProblem(f"A command cannot be started: {error}") from error


def _feed(stream: IO[bytes] | None, data: bytes | None) -> None:
    if stream is None:
        return
    with contextlib.suppress(OSError), stream:
        rest = memoryview(data or b"")
        while rest:
            rest = rest[stream.write(rest) :]


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Ends a process and, on Windows, those it started."""
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        subprocess.run(
            ["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False
        )
    process.kill()
