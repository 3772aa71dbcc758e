"""`special_method_result`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
class P:
    def __init__(self, n):
        self.n = n
        return self
print(P(3).n)
""",
        """\
class P:
    def __init__(self, n):
        self.n = n
        return
print(P(3).n)
""",
    ),
    Example(
        """\
class P:
    def __init__(self, n):
        self.n = n
    def __str__(self):
        return self.n
print(P(3))
""",
        """\
class P:
    def __init__(self, n):
        self.n = n
    def __str__(self):
        return str(self.n)
print(P(3))
""",
    ),
    Example(
        """\
class P:
    def __str__(self):
        print(f"P here")
print(P())
""",
        """\
class P:
    def __str__(self):
        return f"P here"
print(P())
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
class Box:
    def __str__(self):
        self.shown = True

print(Box())
""",
    ),
    Example(
        """\
class Box:
    def __len__(self):
        return "x"

print(len(Box()))
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "special_method_result")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
