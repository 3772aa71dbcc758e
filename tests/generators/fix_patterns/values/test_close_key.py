"""`close_key`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
d = {"name": "x", "total": 3}
print(d["totl"])
""",
        """\
d = {"name": "x", "total": 3}
print(d["total"])
""",
    ),
    Example(
        """\
d = {"First Name": "x", "total": 3}
print(d["first_name"])
""",
        """\
d = {"First Name": "x", "total": 3}
print(d["First Name"])
""",
    ),
    Example(
        """\
d = {1: "x", 2: "y"}
c = input()
print(d[c])
""",
        """\
d = {1: "x", 2: "y"}
c = int(input())
print(d[c])
""",
        stdin="2\n",
    ),
    Example(
        """\
d = {"1": "x"}
for i in [1]:
    print(d[i])
""",
        """\
d = {"1": "x"}
for i in [1]:
    print(d[str(i)])
""",
    ),
    Example(
        """\
import csv
with open("d.csv") as f:
    for row in csv.DictReader(f):
        print(row["age"])
""",
        """\
import csv
with open("d.csv") as f:
    for row in csv.DictReader(f, skipinitialspace=True):
        print(row["age"])
""",
        files={"d.csv": "name, age\na, 3\n"},
    ),
    Example(
        """\
import csv
with open("d.csv") as f:
    for row in csv.DictReader(f):
        print(row["name"])
""",
        """\
import csv
with open("d.csv", encoding="utf-8-sig") as f:
    for row in csv.DictReader(f):
        print(row["name"])
""",
        files={"d.csv": b"\xef\xbb\xbfname,age\na,3\n"},
    ),
]

MUST_LEAVE = [
    Example(
        """\
prices = {"apple": 1, "pear": 2}
print(prices["zebra"])
""",
    ),
    Example(
        """\
slots = {"item1": 1, "item2": 2}
print(slots["item3"])
""",
    ),
    Example(
        """\
import os
print(os.environ["HEALBOT_NO_SUCH_NAME"])
""",
    ),
    Example(
        """\
raise KeyError("abd")
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "close_key")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
