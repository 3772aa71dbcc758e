"""`join_items`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
nums=[1,2]
print(", ".join(nums))
""",
        """\
nums=[1,2]
print(", ".join(map(str, nums)))
""",
    ),
    Example(
        """\
print("-".join([x * 2 for x in range(3)]))
""",
        """\
print("-".join([str(x * 2) for x in range(3)]))
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
print(", ".join(["a", None]))
""",
    ),
    Example(
        """\
print(", ".join([["a"], ["b"]]))
""",
    ),
    Example(
        """\
class Item:
    pass

print(", ".join([Item()]))
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "join_items")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
