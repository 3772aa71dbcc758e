from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.structure.harness import (
    VERSIONS,
    check_change,
    check_leave,
)

MUST_CHANGE = [
    ("x = [1 2 3]\n", "x = [1, 2, 3]\n"),
    (
        """\
d = {
    "a": "x"
    "b": "y",
    "c": 3
    "d": [1, 2]
    "e": 4,
}
""",
        """\
d = {
    "a": "x",
    "b": "y",
    "c": 3,
    "d": [1, 2],
    "e": 4,
}
""",
    ),
    (
        "def f(a b, c=3):\n    return a\nprint(f(1, 2))\n",
        "def f(a, b, c=3):\n    return a\nprint(f(1, 2))\n",
    ),
    (
        """\
n = "x"
print("Hello" n)
""",
        """\
n = "x"
print("Hello", n)
""",
    ),
    (
        """\
n = "x"
print("Hello " + n "!")
""",
        """\
n = "x"
print("Hello " + n + "!")
""",
    ),
    ("from math import sqrt pi\n", "from math import sqrt, pi\n"),
    (
        "for i x in enumerate([1]):\n    print(i, x)\n",
        "for i, x in enumerate([1]):\n    print(i, x)\n",
    ),
    ("x = [1, 2. 3]\n", "x = [1, 2, 3]\n"),
]
MUST_LEAVE = [
    "x = 3\ny = 2x\n",
    "x = (1\n",
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("before", "after"), MUST_CHANGE)
def test_changes(before: str, after: str, version: str) -> None:
    check_change(before, after, version)


@pytest.mark.parametrize("text", MUST_LEAVE)
def test_leaves(text: str) -> None:
    check_leave(text, "missing_comma")
