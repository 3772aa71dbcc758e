"""`index_for_call`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
x = [3]
print(len[x])
""",
        """\
x = [3]
print(len(x))
""",
    ),
    Example(
        """\
x = "a b"
print(x.split[0])
""",
        """\
x = "a b"
print(x.split()[0])
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
class Point:
    pass

points = {Point: 1}
print(Point[1:2])
""",
    ),
    Example(
        """\
value = None
print(value[0])
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "index_for_call")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
