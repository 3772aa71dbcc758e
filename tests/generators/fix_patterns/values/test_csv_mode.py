"""`csv_mode`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
import csv
with open("d.csv", "rb") as f:
    for row in csv.reader(f):
        print(row)
""",
        """\
import csv
with open("d.csv", "r", newline="") as f:
    for row in csv.reader(f):
        print(row)
""",
        files={"d.csv": "a,b\n"},
    ),
]

MUST_LEAVE = [
    Example(
        """\
import csv
for row in csv.reader([b"a,b"]):
    print(row)
""",
    ),
    Example(
        """\
import csv
raise csv.Error("line contains NUL")
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "csv_mode")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
