"""`call_for_index`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
row = [1,2]
print(row(0))
""",
        """\
row = [1,2]
print(row[0])
""",
    ),
    Example(
        """\
class P:
    def __init__(self): self.r = 2
    @property
    def area(self): return self.r * 3
p = P()
print(f"area {p.area()}")
""",
        """\
class P:
    def __init__(self): self.r = 2
    @property
    def area(self): return self.r * 3
p = P()
print(f"area {p.area}")
""",
    ),
    Example(
        """\
pts = [(1, 2) (3, 4)]
print(pts)
""",
        """\
pts = [(1, 2), (3, 4)]
print(pts)
""",
    ),
    Example(
        """\
x = 3
print(2(x + 1))
""",
        """\
x = 3
print(2 * (x + 1))
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
numbers = [1, 2]
print(numbers(0, 1))
""",
    ),
    Example(
        """\
result = print("x")
result()
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "call_for_index")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
