"""`sequence_for_length`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
items = ["a", "b"]
for i in range(items):
    print(i, items[i])
""",
        """\
items = ["a", "b"]
for i in range(len(items)):
    print(i, items[i])
""",
    ),
    Example(
        """\
items = ["a", "b"]
for item in range(items):
    print(item)
""",
        """\
items = ["a", "b"]
for item in items:
    print(item)
""",
    ),
    Example(
        """\
scores = [1, 2, 3]
total = sum(scores)
print(total / scores)
""",
        """\
scores = [1, 2, 3]
total = sum(scores)
print(total / len(scores))
""",
    ),
    Example(
        """\
items = [1, 2]
i = 0
while i < items:
    print(items[i])
    i += 1
""",
        """\
items = [1, 2]
i = 0
while i < len(items):
    print(items[i])
    i += 1
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
print(1 / {3})
""",
    ),
    Example(
        """\
for i in range("abc", [1]):
    print(i)
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "sequence_for_length")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
