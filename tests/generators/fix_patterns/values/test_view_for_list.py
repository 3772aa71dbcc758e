"""`view_for_list`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
d={"a":1}
print(d.keys()[0])
""",
        """\
d={"a":1}
print(list(d.keys())[0])
""",
    ),
    Example(
        """\
m = map(int, "123")
print(len(m), m[0])
""",
        """\
m = list(map(int, "123"))
print(len(m), m[0])
""",
    ),
    Example(
        """\
d={"a":1}
keys = d.keys()
keys.sort()
print(keys)
""",
        """\
d={"a":1}
keys = list(d.keys())
keys.sort()
print(keys)
""",
    ),
    Example(
        """\
d={"a":1}
print([1] + d.keys())
""",
        """\
d={"a":1}
print([1] + list(d.keys()))
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
names = {"b", "a"}
print(names[0])
""",
    ),
    Example(
        """\
value = None
print(value[0])
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "view_for_list")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
