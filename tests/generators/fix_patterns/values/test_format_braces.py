"""`format_braces`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
t = '{"name": "{name}", "age": {age}}'
print(t.format(name="x", age=3))
""",
        """\
t = '{{"name": "{name}", "age": {age}}}'
print(t.format(name="x", age=3))
""",
    ),
    Example(
        """\
print("Hi {nme}".format(name="x"))
""",
        """\
print("Hi {name}".format(name="x"))
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
print("{name} is {age}".format(name="Ann"))
""",
    ),
    Example(
        """\
print("{0} {1} {2}".format("a", "b"))
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "format_braces")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
