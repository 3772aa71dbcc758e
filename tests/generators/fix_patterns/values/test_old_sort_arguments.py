"""`old_sort_arguments`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
xs = ["bb", "a"]
xs.sort(len)
print(xs)
""",
        """\
xs = ["bb", "a"]
xs.sort(key=len)
print(xs)
""",
    ),
    Example(
        """\
def cmp(a, b): return a - b
xs = [2, 1]
print(sorted(xs, cmp=cmp))
""",
        """\
from functools import cmp_to_key
def cmp(a, b): return a - b
xs = [2, 1]
print(sorted(xs, key=cmp_to_key(cmp)))
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
names = ["b", "a"]
names.sort(None, None)
""",
    ),
    Example(
        """\
print(sorted(["b"], ["a"]))
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "old_sort_arguments")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
