from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.structure.harness import (
    VERSIONS,
    check_change,
    check_leave,
)

MUST_CHANGE = [
    (
        """\
x = [1]
print("a", len(x)
print("b")
""",
        """\
x = [1]
print("a", len(x))
print("b")
""",
    ),
    (
        """\
x = int(input("x") + 1
""",
        """\
x = int(input("x")) + 1
""",
    ),
    (
        """\
x = int(input("x")
print(x)
""",
        """\
x = int(input("x"))
print(x)
""",
    ),
    ("xs = [1]\nif len(xs > 3:\n    print(1)\n", "xs = [1]\nif len(xs) > 3:\n    print(1)\n"),
    (
        "xs = [1]\nprint(round(sum(xs) / len(xs, 2))\n",
        "xs = [1]\nprint(round(sum(xs) / len(xs), 2))\n",
    ),
    (
        """\
xs = [1]
print("n: " + str(len(xs) + " items")
""",
        """\
xs = [1]
print("n: " + str(len(xs)) + " items")
""",
    ),
    (
        """\
data = {
    "a": {
        "x": 1,
    "b": {
        "x": 2,
    },
}
print(data)
""",
        """\
data = {
    "a": {
        "x": 1,
    },
    "b": {
        "x": 2,
    },
}
print(data)
""",
    ),
    (
        """\
items = [
    "a",
    "b"

def f():
    return items
""",
        """\
items = [
    "a",
    "b"
]

def f():
    return items
""",
    ),
    ("pts = [(1, 2), (3, 4, (5, 6)]\n", "pts = [(1, 2), (3, 4), (5, 6)]\n"),
    (
        """\
x = {"a": [1, 2, 3, "b": 4}
""",
        """\
x = {"a": [1, 2, 3], "b": 4}
""",
    ),
    ("def f(x:\n    return x\nprint(f(3))\n", "def f(x):\n    return x\nprint(f(3))\n"),
    ("x = 3\nif (x > 2\n    print(x)\n", "x = 3\nif (x > 2):\n    print(x)\n"),
    ("a = 1\nx = (a + 3 * 2\n", "a = 1\nx = (a + 3) * 2\n"),
    (
        "xs = [1, 2  # all\nfor x in xs:\n    print(x)\n",
        "xs = [1, 2]  # all\nfor x in xs:\n    print(x)\n",
    ),
    (
        "def g(a, b=1):\n    return a\nprint([g(1, 2, g(3)])\n",
        "def g(a, b=1):\n    return a\nprint([g(1, 2), g(3)])\n",
    ),
]
MUST_LEAVE = [
    "x = 1)\n",
    "x = (1]\n",
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("before", "after"), MUST_CHANGE)
def test_changes(before: str, after: str, version: str) -> None:
    check_change(before, after, version)


@pytest.mark.parametrize("text", MUST_LEAVE)
def test_leaves(text: str) -> None:
    check_leave(text, "unclosed_bracket")
