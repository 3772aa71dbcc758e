"""`format_code`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
rows = [("a", 3)]
for name, n in rows:
    print(f"{name:<5s}|{n:>4s}")
""",
        """\
rows = [("a", 3)]
for name, n in rows:
    print(f"{name:<5s}|{str(n):>4s}")
""",
    ),
    Example(
        """\
x = 4 / 2
print(f"{x:d} items")
""",
        """\
x = 4 / 2
print(f"{int(x):d} items")
""",
    ),
    Example(
        """\
xs = [1, 2]
print(f"{xs:>10}")
""",
        """\
xs = [1, 2]
print(f"{str(xs):>10}")
""",
    ),
    Example(
        """\
print("{:<5s}{:>4s}".format("a", 3))
""",
        """\
print("{:<5s}{:>4s}".format("a", str(3)))
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
print(f"{None:>5}")
""",
    ),
    Example(
        """\
print(f"{5:q}")
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "format_code")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
