"""`missing_call`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
class O:
    def total(self): return 3
o = O()
t = o.total
print(t * 2)
""",
        """\
class O:
    def total(self): return 3
o = O()
t = o.total()
print(t * 2)
""",
    ),
    Example(
        """\
text = "a,b"
for p in text.split:
    print(p)
""",
        """\
text = "a,b"
for p in text.split():
    print(p)
""",
    ),
    Example(
        """\
print(" x ".strip.upper())
""",
        """\
print(" x ".strip().upper())
""",
    ),
    Example(
        """\
class O:
    def total(self): return 3
os = [O(), O()]
print(sum(o.total for o in os))
""",
        """\
class O:
    def total(self): return 3
os = [O(), O()]
print(sum(o.total() for o in os))
""",
    ),
    Example(
        """\
n = int(input)
print(n)
""",
        """\
n = int(input())
print(n)
""",
        stdin="3\n",
    ),
]

MUST_LEAVE = [
    Example(
        """\
def scale(value, factor):
    return value * factor

print(scale + 1)
""",
    ),
    Example(
        """\
def power(value, exponent):
    return value ** exponent

for item in power:
    print(item)
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "missing_call")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
