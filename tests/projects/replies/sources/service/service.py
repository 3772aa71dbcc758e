"""Service
=======

Keeps the newest readings of sensors.
"""
import asyncio
from dataclasses import dataclass, field
from typing import Protocol


class Source(Protocol):
    async def read(self) -> float:
        ...


@dataclass
class Readings:
    limit: int = 3
    values: list = field(default_factory=list)

    def add(self, value: float) -> None:
        """Adds a value.

        Usage
        -----
        ::

            readings.add(1.5)
        """
        self.values.append(value)
        if len(self.values) > self.limit:
            self.values.pop()

    def mean(self) -> float:
        return sum(self.values) / len(self.values)


async def collect(source: Source, readings: Readings, count: int) -> None:
    for _ in range(count):
        readings.add(source.read())
        await asyncio.sleep(0)
