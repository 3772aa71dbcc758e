"""`index_past_end`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
xs = [1, 2, 3]
for i in range(len(xs)):
    if xs[i] < xs[i + 1]:
        print(i)
""",
        """\
xs = [1, 2, 3]
for i in range(len(xs) - 1):
    if xs[i] < xs[i + 1]:
        print(i)
""",
    ),
    Example(
        """\
xs = [1, 2, 3]
for i in range(len(xs) + 1):
    print(xs[i])
""",
        """\
xs = [1, 2, 3]
for i in range(len(xs)):
    print(xs[i])
""",
    ),
    Example(
        """\
xs = [1, 2, 3]
i = 0
while i <= len(xs):
    print(xs[i])
    i += 1
""",
        """\
xs = [1, 2, 3]
i = 0
while i < len(xs):
    print(xs[i])
    i += 1
""",
    ),
    Example(
        """\
xs = [1, 2, 3]
print(xs[len(xs)])
""",
        """\
xs = [1, 2, 3]
print(xs[-1])
""",
    ),
    Example(
        """\
xs = [10, 20, 30]
for x in xs:
    print(xs[x])
""",
        """\
xs = [10, 20, 30]
for x in xs:
    print(x)
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
values = [1, 2]
print(values[7])
""",
    ),
    Example(
        """\
import sys
print(sys.argv[3])
""",
    ),
    Example(
        """\
def first(values):
    return values[0]

print(first([]))
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "index_past_end")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
