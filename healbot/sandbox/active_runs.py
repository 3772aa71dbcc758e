"""The runs that go on right now, so that another thread can end them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from healbot.sandbox.containment import Containment


class ActiveRuns:
    """A set of containments; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[Containment] = set()

    @contextmanager
    def including(self, containment: Containment) -> Iterator[None]:
        """Holds `containment` in the set meanwhile."""
        with self._lock:
            self._running.add(containment)
        try:
            yield
        finally:
            with self._lock:
                self._running.discard(containment)

    def kill(self) -> None:
        """Ends all runs. Their `run` calls return soon after."""
        with self._lock:
            running = list(self._running)
        for containment in running:
            containment.kill()
