"""`number_as_collection`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
n = 12345
print(len(n))
""",
        """\
n = 12345
print(len(str(n)))
""",
    ),
    Example(
        """\
xs = "abc"
for i in len(xs):
    print(xs[i])
""",
        """\
xs = "abc"
for i in range(len(xs)):
    print(xs[i])
""",
    ),
    Example(
        """\
xs = [1]
xs.extend(5)
xs += 7
print(xs)
""",
        """\
xs = [1]
xs.append(5)
xs += 7
print(xs)
""",
        heals=False,
    ),
    Example(
        """\
xs = [1]
xs = xs + 5
print(xs)
""",
        """\
xs = [1]
xs = xs + [5]
print(xs)
""",
    ),
    Example(
        """\
t = (1, 2)
t = t + (3)
print(t)
""",
        """\
t = (1, 2)
t = t + (3,)
print(t)
""",
    ),
    Example(
        """\
n = 3
for i in range(len(n)):
    print(i)
""",
        """\
n = 3
for i in range(n):
    print(i)
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
value = None
for item in value:
    print(item)
""",
    ),
    Example(
        """\
print(len(None))
""",
    ),
    Example(
        """\
print([1] + None)
""",
    ),
    Example(
        """\
print(max(5))
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "number_as_collection")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
