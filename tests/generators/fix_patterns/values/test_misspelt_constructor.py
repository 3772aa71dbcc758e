"""`misspelt_constructor`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
class P:
    def _init_(self, n):
        self.n = n
print(P(3).n)
""",
        """\
class P:
    def __init__(self, n):
        self.n = n
print(P(3).n)
""",
    ),
    Example(
        """\
class P:
    x: int
    y: int = 3
print(P(3))
""",
        """\
from dataclasses import dataclass
@dataclass
class P:
    x: int
    y: int = 3
print(P(3))
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
class Empty:
    def area(self):
        return 1

print(Empty(3))
""",
    ),
    Example(
        """\
class Number:
    def __int__(self):
        return 1

print(Number(3))
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "misspelt_constructor")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
