"""`argument_grouping`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
items=[]
items.append(1, 2)
print(items)
""",
        """\
items=[]
items.append((1, 2))
print(items)
""",
    ),
    Example(
        """\
def dist(x, y):
    return x + y
print(dist((1, 2)))
p = (1,2)
""",
        """\
def dist(x, y):
    return x + y
print(dist(1, 2))
p = (1,2)
""",
    ),
    Example(
        """\
def dist(x, y):
    return x + y
p = (1, 2)
print(dist(p))
""",
        """\
def dist(x, y):
    return x + y
p = (1, 2)
print(dist(*p))
""",
    ),
    Example(
        """\
xs = "a.py"
print(xs.endswith([".py", ".txt"]))
""",
        """\
xs = "a.py"
print(xs.endswith((".py", ".txt")))
""",
    ),
    Example(
        """\
print(isinstance(3, [int, float]))
""",
        """\
print(isinstance(3, (int, float)))
""",
    ),
    Example(
        """\
print(isinstance(3, int, float))
""",
        """\
print(isinstance(3, (int, float)))
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
def area(width, height):
    return width * height

print(area(3))
""",
    ),
    Example(
        """\
print(len([1], [2]))
""",
    ),
    Example(
        """\
def area(width, height, depth):
    return width

print(area((1, 2)))
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "argument_grouping")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
