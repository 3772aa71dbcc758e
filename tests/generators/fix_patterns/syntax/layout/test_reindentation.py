"""`reindentation`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "flat-all": (
        """\
import sys

def average(values):
total = 0
for v in values:
total += v
if not values:
return 0
return total / len(values)

def main():
data = [1, 2, 3]
print("average", average(data))

if __name__ == "__main__":
main()
""",
        """\
import sys

def average(values):
    total = 0
    for v in values:
        total += v
    if not values:
        return 0
    return total / len(values)

def main():
    data = [1, 2, 3]
    print("average", average(data))

if __name__ == "__main__":
    main()
""",
    ),
    "class-flat": (
        """\
class Dog:
def __init__(self, name):
self.name = name

def bark(self):
print(self.name, "says woof")

rex = Dog("Rex")
rex.bark()
""",
        """\
class Dog:
    def __init__(self, name):
        self.name = name

    def bark(self):
        print(self.name, "says woof")

rex = Dog("Rex")
rex.bark()
""",
    ),
    "two-errors": (
        """\
def a(x):
    if x:
    return 1
    return 2

def b(y):
     z = y
    return z

print(a(1), b(2))
""",
        """\
def a(x):
    if x:
        return 1
    return 2

def b(y):
    z = y
    return z

print(a(1), b(2))
""",
    ),
    "try": (
        """\
def parse(s):
    try:
    value = int(s)
    return value
    except ValueError:
    print("bad")
    return None
print(parse("3"))
""",
        """\
def parse(s):
    try:
        value = int(s)
        return value
    except ValueError:
        print("bad")
        return None
print(parse("3"))
""",
    ),
}
MUST_LEAVE = (
    "if 1:\n    x = 2\n",
    "x = = 1\n",
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("reindentation", source) == []
