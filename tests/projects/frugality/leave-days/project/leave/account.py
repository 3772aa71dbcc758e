"""The account of one person's leave."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from leave.workdays import count_workdays


class NotEnoughLeave(ValueError):
    """More days are asked for than are left."""


@dataclass
class Account:
    """Days of leave of one year."""

    entitled: int
    holidays: Collection[date] = ()
    booked: list[tuple[date, date]] = field(default_factory=list)

    @property
    def taken(self) -> int:
        return sum(count_workdays(first, last, self.holidays) for first, last in self.booked)

    @property
    def left(self) -> int:
        return self.entitled - self.taken

    def book(self, first: date, last: date) -> int:
        """Books leave and returns how many days it takes."""
        if last < first:
            raise ValueError("leave ends before it begins")
        needed = count_workdays(first, last, self.holidays)
        if needed > self.left:
            raise NotEnoughLeave(f"{needed} days wanted, {self.left} left")
        self.booked.append((first, last))
        return needed
