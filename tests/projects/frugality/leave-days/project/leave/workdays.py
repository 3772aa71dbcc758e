"""Which days are worked."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta

SATURDAY = 5


def days(first: date, last: date) -> Iterator[date]:
    """Returns the days from `first` to `last`, both included."""
    day = first
    while day <= last:
        yield day
        day += timedelta(days=1)


def is_workday(day: date, holidays: Collection[date] = ()) -> bool:
    """Returns whether a day is neither at the weekend nor a holiday."""
    return day.weekday() < SATURDAY or day not in holidays


def count_workdays(first: date, last: date, holidays: Collection[date] = ()) -> int:
    """Returns how many days are worked from `first` to `last`."""
    return sum(is_workday(day, holidays) for day in days(first, last))
