"""`text_plus_number`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
total = 3
print("Total: " + total)
print("Again: " + total + " items")
""",
        """\
total = 3
print("Total: " + str(total))
print("Again: " + str(total) + " items")
""",
    ),
    Example(
        """\
age = input("age? ")
print("Next year: " + age + 1)
""",
        """\
age = int(input("age? "))
print("Next year: " + str(age + 1))
""",
        stdin="20\n",
    ),
    Example(
        """\
a=1
b=2
print("Sum: " + a + b)
print(a + b + " is it")
""",
        """\
a=1
b=2
print("Sum: " + str(a + b))
print(a + b + " is it")
""",
        heals=False,
    ),
    Example(
        """\
prices = {"a": "3.5", "b": "2"}
total = 0
for name, price in prices.items():
    total += price
print(total)
""",
        """\
prices = {"a": "3.5", "b": "2"}
total = 0
for name, price in prices.items():
    total += float(price)
print(total)
""",
    ),
    Example(
        """\
import csv, io
total = 0
with open("d.csv") as f:
    for row in csv.DictReader(f):
        total += row["amount"]
print(total)
""",
        """\
import csv, io
total = 0
with open("d.csv") as f:
    for row in csv.DictReader(f):
        total += float(row["amount"])
print(total)
""",
        files={"d.csv": "name,amount\nx,3\ny,4.5\n"},
    ),
    Example(
        """\
name = "bob"
count = 3
print(name + count)
""",
        """\
name = "bob"
count = 3
print(name + str(count))
""",
    ),
    Example(
        """\
out = ""
for i in range(3):
    out += i
print(out)
""",
        """\
out = ""
for i in range(3):
    out += str(i)
print(out)
""",
    ),
    Example(
        """\
import datetime
print("Today: " + datetime.date(2020,1,1))
""",
        """\
import datetime
print("Today: " + str(datetime.date(2020,1,1)))
""",
    ),
    Example(
        """\
prices = {"a": 1.5, "b": 2}
total = 0
for p in prices:
    total += p
print(total)
""",
        """\
prices = {"a": 1.5, "b": 2}
total = 0
for p in prices:
    total += prices[p]
print(total)
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
def total():
    print(3)

print("Total: " + total())
""",
    ),
    Example(
        """\
total = 0
for part in ["4", "n/a"]:
    total += part if part == "n/a" else 1
print(total)
""",
    ),
    Example(
        """\
import re
found = re.match("x", "abc")
print("Found: " + found)
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "text_plus_number")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
