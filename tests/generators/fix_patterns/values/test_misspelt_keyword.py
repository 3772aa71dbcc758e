"""`misspelt_keyword`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
def greet(name, greeting="Hello"):
    print(greeting, name)
greet("a", greting="Hi")
""",
        """\
def greet(name, greeting="Hello"):
    print(greeting, name)
greet("a", greeting="Hi")
""",
    ),
    Example(
        """\
print("a", ends="")
""",
        """\
print("a", end="")
""",
        python="3.12",
    ),
    Example(
        """\
class A:
    def __init__(self, name): self.name = name
a = A(nme="x")
print(a.name)
""",
        """\
class A:
    def __init__(self, name): self.name = name
a = A(name="x")
print(a.name)
""",
        python="3.8",
    ),
]

MUST_LEAVE = [
    Example(
        """\
def draw(width, height):
    return width * height

print(draw(width=3, height=2, colour="red"))
""",
    ),
    Example(
        """\
def scale(item1, item2):
    return item1

print(scale(item1=1, item2=2, item3=3))
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "misspelt_keyword")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
