"""Ends a piece of work at a deadline, whatever it waits for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

GRACE = 2.0
"""Seconds that work which was ended gets to put its things away."""


class DeadlinePassed(Exception):
    """The work was not done in time."""

    def __init__(self, error: BaseException | None) -> None:
        """`error` is what the work raised when it was ended, ``None`` when it was left behind."""
        super().__init__("the work was not done in time")
        self.error = error


def within(seconds: float, work: Callable[[], T], end: Callable[[], None]) -> T:
    """Returns what `work` returns, or raises what it raises, within `seconds`.

    Timeouts of sockets count from the last byte, so a server that sends a byte now and then holds
    its client for ever; looking up a name has no timeout at all. Therefore `work` runs in a thread
    of its own; when time is up, or the user interrupts, `end` is called, which must make `work`
    return soon. Work that does not is left behind: its thread does not keep the process alive.

    Raises `DeadlinePassed` when time is up.
    """
    running = _Running(work)
    thread = threading.Thread(target=running.run, name="healbot model call", daemon=True)
    thread.start()
    try:
        running.done.wait(seconds)
    finally:
        in_time = running.done.is_set()
        if not in_time:
            end()
        thread.join(GRACE)
    if in_time:
        return running.result()
    raise DeadlinePassed(running.error)


class _Running(Generic[T]):
    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._results: list[T] = []
        self.error: BaseException | None = None
        self.done = threading.Event()

    def run(self) -> None:
        try:
            self._results.append(self._work())
        except BaseException as error:  # it is raised again in the thread that waits
            self.error = error
        finally:
            self.done.set()

    def result(self) -> T:
        if self.error is not None:
            raise self.error
        return self._results[0]
