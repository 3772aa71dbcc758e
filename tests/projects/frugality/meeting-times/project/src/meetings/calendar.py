"""A calendar whose meetings are kept in UTC."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from meetings.zones import to_local, to_utc


@dataclass(frozen=True, order=True)
class Meeting:
    """A meeting; `start` is in UTC."""

    start: datetime
    title: str = field(compare=False)
    minutes: int = field(default=30, compare=False)

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=self.minutes)

    def overlaps(self, other: Meeting) -> bool:
        return self.start < other.end and other.start < self.end


class Clash(ValueError):
    """Two meetings at the same time."""


class Calendar:
    """Meetings in order, none of which overlaps another."""

    def __init__(self) -> None:
        self._meetings: list[Meeting] = []

    def add(self, title: str, start: datetime, minutes: int = 30) -> Meeting:
        """Adds a meeting; `start` has a time zone."""
        meeting = Meeting(to_utc(start), title, minutes)
        for other in self._meetings:
            if meeting.overlaps(other):
                raise Clash(f"{title!r} clashes with {other.title!r}")
        self._meetings.append(meeting)
        self._meetings.sort()
        return meeting

    def agenda(self, zone: str) -> list[str]:
        """Returns the meetings as someone in `zone` sees them."""
        return [f"{to_local(m.start, zone):%a %H:%M} {m.title}" for m in self._meetings]
