"""Times between UTC and the zones of people."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

ZONES = {
    "UTC": timezone.utc,
    "Berlin": timezone(timedelta(hours=1), "CET"),
    "Delhi": timezone(timedelta(hours=5, minutes=30), "IST"),
    "Seoul": timezone(timedelta(hours=9), "KST"),
    "Denver": timezone(timedelta(hours=-7), "MST"),
}
"""Winter time of each place."""


def to_utc(moment: datetime) -> datetime:
    """Returns the same moment in UTC; raises `ValueError` when it has no time zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.replace(tzinfo=timezone.utc)


def to_local(moment: datetime, zone: str) -> datetime:
    """Returns the same moment on the clocks of `zone`."""
    return moment.astimezone(ZONES[zone])


def local(zone: str, *parts: int) -> datetime:
    """Returns a time on the clocks of `zone`."""
    return datetime(*parts, tzinfo=ZONES[zone])
