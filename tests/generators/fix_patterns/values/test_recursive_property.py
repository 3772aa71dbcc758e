"""`recursive_property`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
class P:
    def __init__(self, n):
        self._name = n
    @property
    def name(self):
        return self.name
print(P("x").name)
""",
        """\
class P:
    def __init__(self, n):
        self._name = n
    @property
    def name(self):
        return self._name
print(P("x").name)
""",
    ),
    Example(
        """\
class P:
    def __init__(self, n):
        self.name = n
    @property
    def name(self):
        return self.name
    @name.setter
    def name(self, v):
        self.name = v
print(P("x").name)
""",
        """\
class P:
    def __init__(self, n):
        self.name = n
    @property
    def name(self):
        return self._name
    @name.setter
    def name(self, v):
        self._name = v
print(P("x").name)
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
import sys
sys.setrecursionlimit(100)

def factorial(n):
    return n * factorial(n - 1)

print(factorial(3))
""",
    ),
    Example(
        """\
import sys
sys.setrecursionlimit(100)

class Node:
    def depth(self):
        return 1 + self.depth()

print(Node().depth())
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "recursive_property")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
