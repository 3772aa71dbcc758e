"""`text_used_as_number`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
age = input("Your age: ")
if age >= 18:
    print("adult")
""",
        """\
age = int(input("Your age: "))
if age >= 18:
    print("adult")
""",
        stdin="20\n",
    ),
    Example(
        """\
nums = input().split()
print(sum(nums), max(nums))
""",
        """\
nums = [int(value) for value in input().split()]
print(sum(nums), max(nums))
""",
        stdin="9 10 2\n",
    ),
    Example(
        """\
n = input()
for i in range(n):
    print(i)
""",
        """\
n = int(input())
for i in range(n):
    print(i)
""",
        stdin="3\n",
    ),
    Example(
        """\
w, h = input().split(",")
print(w * h)
""",
        """\
w, h = input().split(",")
print(int(w) * int(h))
""",
        stdin="3,4\n",
    ),
    Example(
        """\
price = input("Price: ")
qty = input("Quantity: ")
total = price * qty
print(total)
""",
        """\
price = float(input("Price: "))
qty = int(input("Quantity: "))
total = price * qty
print(total)
""",
        stdin="3.50\n4\n",
    ),
    Example(
        """\
def tax(price):
    return price * 0.2
import sys
print(tax(sys.argv[1]))
""",
        """\
def tax(price):
    return price * 0.2
import sys
print(tax(int(sys.argv[1])))
""",
        args=("10",),
    ),
    Example(
        """\
values = []
for line in ["1 a", "2 b"]:
    parts = line.split()
    values.append(parts[0])
print(sum(values) / len(values))
""",
        """\
values = []
for line in ["1 a", "2 b"]:
    parts = line.split()
    values.append(int(parts[0]))
print(sum(values) / len(values))
""",
    ),
    Example(
        """\
price = "12.5"
print(f"{price:.2f}")
""",
        """\
price = 12.5
print(f"{price:.2f}")
""",
    ),
    Example(
        """\
rows = [{"n": "a", "age": 3}, {"n": "b", "age": "10"}]
print(sorted(rows, key=lambda r: r["age"]))
""",
        """\
rows = [{"n": "a", "age": 3}, {"n": "b", "age": "10"}]
print(sorted(rows, key=lambda r: int(r["age"])))
""",
    ),
    Example(
        """\
width = input()
print("-" * width)
""",
        """\
width = int(input())
print("-" * width)
""",
        stdin="5\n",
    ),
    Example(
        """\
s = [10, "20", 30]
print(max(s))
""",
        """\
s = [10, 20, 30]
print(max(s))
""",
    ),
    Example(
        """\
prices = {"a": 1.5, "b": 2}
print(sum(prices))
""",
        """\
prices = {"a": 1.5, "b": 2}
print(sum(prices.values()))
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
age = input()
print(age > 18)
""",
        stdin="unknown\n",
    ),
    Example(
        """\
print(sorted(["pear", 3]))
""",
    ),
    Example(
        """\
class Box:
    pass

print(Box() > 3)
""",
    ),
    Example(
        """\
print("abc" * "def")
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "text_used_as_number")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
