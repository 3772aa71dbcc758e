"""Prints the average mark of each class, best first."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from statistics import mean

MARKS = Path(__file__).with_name("marks.csv")


def read_marks(path: Path) -> dict[str, list[float]]:
    """Returns the marks of each class; a class without marks is there with none."""
    marks: dict[str, list[float]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            group = marks.setdefault(row["class"], [])
            if row["mark"]:
                group.append(float(row["mark"]))
    return marks


def averages(marks: dict[str, list[float]]) -> dict[str, float]:
    """Returns the average of each class that has marks."""
    return {group: mean(values) for group, values in marks.items()}


def main() -> int:
    found = averages(read_marks(MARKS))
    for group, average in sorted(found.items(), key=lambda item: item[1]):
        print(f"{group}: {average:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
