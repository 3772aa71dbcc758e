"""`shadowed_name`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
list = [3, 1]
def f():
    return len(list)
t = (1, 2)
print(list(t), list[0], f())
""",
        """\
items = [3, 1]
def f():
    return len(items)
t = (1, 2)
print(list(t), items[0], f())
""",
    ),
    Example(
        """\
def average(xs):
    return sum(xs) / len(xs)
average = average([1, 2])
print(average)
print(average([3, 4]))
""",
        """\
def average(xs):
    return sum(xs) / len(xs)
average_value = average([1, 2])
print(average_value)
print(average([3, 4]))
""",
    ),
    Example(
        """\
class P:
    def __init__(self, a): self.area = a
    def area(self): return self.area * 3
p = P(3)
print(p.area())
""",
        """\
class P:
    def __init__(self, a): self._area = a
    def area(self): return self._area * 3
p = P(3)
print(p.area())
""",
    ),
    Example(
        """\
str = "abc"
for i in [1]:
    print("x" + str(i))
print(str)
""",
        """\
text = "abc"
for i in [1]:
    print("x" + str(i))
print(text)
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
handler = None
handler()
""",
    ),
    Example(
        """\
class Box:
    pass

box = Box()
box()
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "shadowed_name")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
