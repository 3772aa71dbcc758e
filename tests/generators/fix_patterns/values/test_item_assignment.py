"""`item_assignment`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
p = (1, 2)
p[0] = 5
print(p)
""",
        """\
p = [1, 2]
p[0] = 5
print(p)
""",
    ),
    Example(
        """\
s = "hello"
s[0] = "J"
print(s)
""",
        """\
s = "hello"
s = "J" + s[1:]
print(s)
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
import collections
Point = collections.namedtuple("Point", "x y")
point = Point(1, 2)
point[0] = 3
""",
    ),
    Example(
        """\
value = 5
value[0] = 1
""",
    ),
    Example(
        """\
names = frozenset("ab")
names[0] = "c"
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "item_assignment")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
