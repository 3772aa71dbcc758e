"""`class_not_instantiated`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
class R:
    def show(self):
        print("hi")
r = R
r.show()
""",
        """\
class R:
    def show(self):
        print("hi")
r = R()
r.show()
""",
    ),
    Example(
        """\
class R:
    def show(self, x):
        print("hi", x)
R.show(3)
""",
        """\
class R:
    def show(self, x):
        print("hi", x)
R().show(3)
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
class Account:
    def __init__(self, owner):
        self.owner = owner

    def show(self):
        print(self.owner)

Account.show()
""",
    ),
    Example(
        """\
def greet(name):
    print(name)

greet()
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "class_not_instantiated")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
