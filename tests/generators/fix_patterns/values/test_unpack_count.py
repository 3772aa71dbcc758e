"""`unpack_count`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
d = {"a": 1, "bcd": 2}
for k, v in d:
    print(k, v)
""",
        """\
d = {"a": 1, "bcd": 2}
for k, v in d.items():
    print(k, v)
""",
    ),
    Example(
        """\
xs = ["a", "b"]
for i, x in xs:
    print(i, x)
""",
        """\
xs = ["a", "b"]
for i, x in enumerate(xs):
    print(i, x)
""",
    ),
    Example(
        """\
a, b = [1, 2], [3, 4]
for x, y, in a, b:
    print(x, y)
for x, y, z in enumerate(zip(a, b)):
    print(x, y, z)
""",
        """\
a, b = [1, 2], [3, 4]
for x, y, in a, b:
    print(x, y)
for x, (y, z) in enumerate(zip(a, b)):
    print(x, y, z)
""",
    ),
    Example(
        """\
for line in ["k=v=w", "a=b"]:
    k, v = line.split("=")
    print(k, v)
""",
        """\
for line in ["k=v=w", "a=b"]:
    k, v = line.split("=", 1)
    print(k, v)
""",
    ),
    Example(
        """\
for line in ["Ann Lee 90", "Bob 80"]:
    n, s = line.split()
    print(n, s)
""",
        """\
for line in ["Ann Lee 90", "Bob 80"]:
    n, s = line.rsplit(maxsplit=1)
    print(n, s)
""",
    ),
    Example(
        """\
for line in ["a;1", "b;2"]:
    n, s = line.split(",")
    print(n, s)
""",
        """\
for line in ["a;1", "b;2"]:
    n, s = line.split(";")
    print(n, s)
""",
    ),
    Example(
        """\
a, b = input()
print(a + b)
""",
        """\
a, b = input().split()
print(a + b)
""",
        stdin="3 4\n",
    ),
]

MUST_LEAVE = [
    Example(
        """\
def bounds():
    return 1, 2, 3

low, high = bounds()
print(low, high)
""",
    ),
    Example(
        """\
for name, score in [("a", 1, 2)]:
    print(name)
""",
    ),
    Example(
        """\
a, b = None
""",
    ),
    Example(
        """\
first, second = [1]
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "unpack_count")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
