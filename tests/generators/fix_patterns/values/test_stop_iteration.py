"""`stop_iteration`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
def gen(xs):
    it = iter(xs)
    while True:
        a = next(it)
        yield a
print(list(gen([1])))
""",
        """\
def gen(xs):
    it = iter(xs)
    while True:
        try:
            a = next(it)
        except StopIteration:
            return
        yield a
print(list(gen([1])))
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
items = iter([])
print(next(items))
""",
    ),
    Example(
        """\
def values():
    yield 1
    raise RuntimeError("broken")

print(list(values()))
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "stop_iteration")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
