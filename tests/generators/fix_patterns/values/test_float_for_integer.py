"""`float_for_integer`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
n = 7
for i in range(n / 2):
    print(i)
""",
        """\
n = 7
for i in range(n // 2):
    print(i)
""",
    ),
    Example(
        """\
xs = [1,2,3]
mid = len(xs) / 2
print(xs[mid])
""",
        """\
xs = [1,2,3]
mid = len(xs) // 2
print(xs[mid])
""",
    ),
    Example(
        """\
count, total = 3, 10
print("#" * (count / total * 20))
""",
        """\
count, total = 3, 10
print("#" * int(count / total * 20))
""",
    ),
    Example(
        """\
import math
n=50
for i in range(2, math.sqrt(n) + 1): pass
print(i)
""",
        """\
import math
n=50
for i in range(2, int(math.sqrt(n)) + 1): pass
print(i)
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
print([1, 2][None])
""",
    ),
    Example(
        """\
for i in range(None):
    print(i)
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "float_for_integer")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
