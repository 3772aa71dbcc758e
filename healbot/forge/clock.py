"""The time, as the forge sees it: tests put another one in its place and wait for nothing."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Tells the time and lets it pass."""

    def now(self) -> float:
        """Returns seconds since 1970."""

    def sleep(self, seconds: float) -> None:
        """Returns after `seconds`."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> float:
        """Returns seconds since 1970."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Returns after `seconds`."""
        time.sleep(seconds)
