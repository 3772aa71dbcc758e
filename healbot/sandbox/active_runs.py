"""The runs that go on right now, so that another thread can end them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from healbot.core.errors import EnvironmentProblem
from healbot.sandbox.containment import Containment


class ActiveRuns:
    """A set of containments; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[Containment] = set()
        self._stopped = False

    @contextmanager
    def including(self, containment: Containment) -> Iterator[None]:
        """Holds `containment` in the set meanwhile.

        Raises `EnvironmentProblem` after `stop`: nothing begins any more.
        """
        with self._lock:
            if self._stopped:
                raise EnvironmentProblem("The sandbox was stopped.")
            self._running.add(containment)
        try:
            yield
        finally:
            with self._lock:
                self._running.discard(containment)

    def stop(self) -> None:
        """Ends all runs, also those that are just about to start; their `run` calls return soon."""
        with self._lock:
            self._stopped = True
            running = list(self._running)
        for containment in running:
            containment.kill()
