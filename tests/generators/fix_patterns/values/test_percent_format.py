"""`percent_format`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
name, age = "a", 3
print("%s is %d" % name, age)
""",
        """\
name, age = "a", 3
print("%s is %d" % (name, age))
""",
    ),
    Example(
        """\
print("%d%" % 5)
print("Rate: %d%% of %s" % (3, "x"))
""",
        """\
print("%d%%" % 5)
print("Rate: %d%% of %s" % (3, "x"))
""",
    ),
    Example(
        """\
a, b = 1, 2
print("{} and {}" % (a, b))
""",
        """\
a, b = 1, 2
print("{} and {}".format(a, b))
""",
    ),
    Example(
        """\
p = (1, 2)
print("point %s" % p)
""",
        """\
p = (1, 2)
print("point %s" % (p,))
""",
    ),
    Example(
        """\
p = (1, 2)
print("point {} {}".format(p))
""",
        """\
p = (1, 2)
print("point {} {}".format(*p))
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
print("%s and %s and %s" % ("a", "b"))
""",
    ),
    Example(
        """\
print("{} {} {}".format("a", "b"))
""",
    ),
    Example(
        """\
print("Name:" % "Ann")
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "percent_format")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
