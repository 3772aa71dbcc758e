"""Reads access logs in the common log format and sums them up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

LINE = re.compile(
    r'(?P<host>\S+) \S+ (?P<user>\S+) \[(?P<time>[^\]]+)\] '
    r'"(?P<method>[A-Z]+) (?P<path>\S+) HTTP/[\d.]+" '
    r'(?P<status>\d{3}) (?P<size>\d+)'
)
TIME = "%d/%b/%Y:%H:%M:%S %z"


@dataclass(frozen=True)
class Entry:
    """One answered request."""

    host: str
    user: str | None
    time: datetime
    method: str
    path: str
    status: int
    size: int

    @property
    def failed(self) -> bool:
        return self.status >= 400


def parse(line: str) -> Entry | None:
    """Returns the entry on a line, None when the line is none."""
    found = LINE.match(line)
    if found is None:
        return None
    return Entry(
        host=found["host"],
        user=None if found["user"] == "-" else found["user"],
        time=datetime.strptime(found["time"], TIME),
        method=found["method"],
        path=found["path"],
        status=int(found["status"]),
        size=0 if found["size"] == "-" else int(found["size"]),
    )


def entries(lines: Iterable[str]) -> Iterator[Entry]:
    """Returns the entries of a log, without the lines that are none."""
    for line in lines:
        entry = parse(line)
        if entry is not None:
            yield entry


def busiest(lines: Iterable[str], limit: int = 3) -> list[tuple[str, int]]:
    """Returns the paths asked for most, with how often."""
    return Counter(entry.path for entry in entries(lines)).most_common(limit)


def failures(lines: Iterable[str]) -> dict[int, int]:
    """Returns how many requests failed, by status."""
    return dict(Counter(entry.status for entry in entries(lines) if entry.failed))
