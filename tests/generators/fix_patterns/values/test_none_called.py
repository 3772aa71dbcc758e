"""`none_called`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
def deco(f):
    def wrapper(*a):
        return f(*a)
@deco
def g():
    print("g")
g()
""",
        """\
def deco(f):
    def wrapper(*a):
        return f(*a)
    return wrapper
@deco
def g():
    print("g")
g()
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
def setup():
    print("ready")

start = setup()
start()
""",
    ),
    Example(
        """\
callbacks = {"a": None}
callbacks["a"]()
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "none_called")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
