"""`missing_self_parameter`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
class A:
    def area():
        return 3
    def scale(k):
        return k * 2
print(A().area())
""",
        """\
class A:
    def area(self):
        return 3
    def scale(self, k):
        return k * 2
print(A().area())
""",
    ),
    Example(
        """\
class A:
    total = 0
    @classmethod
    def make(n):
        return n
print(A.make(3))
""",
        """\
class A:
    total = 0
    @classmethod
    def make(cls, n):
        return n
print(A.make(3))
""",
    ),
    Example(
        """\
class A:
    def __init__(name, age):
        pass
a = A("x", 3)
""",
        """\
class A:
    def __init__(self, name, age):
        pass
a = A("x", 3)
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
def add(a, b):
    return a + b

print(add(1, 2, 3))
""",
    ),
    Example(
        """\
class Tool:
    @staticmethod
    def run(a):
        return a

print(Tool().run(1, 2))
""",
    ),
    Example(
        """\
class Tool:
    def run(self, a):
        return a

print(Tool().run(1, 2))
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "missing_self_parameter")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
