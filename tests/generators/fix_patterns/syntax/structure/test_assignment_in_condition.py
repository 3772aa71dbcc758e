from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.structure.harness import (
    VERSIONS,
    check_change,
    check_leave,
)

MUST_CHANGE = [
    (
        "x = 3\nif x = 3 and x = 4 or abs(x=3):\n    print(x)\n",
        "x = 3\nif x == 3 and x == 4 or abs(x=3):\n    print(x)\n",
    ),
    (
        """\
f = open(__file__)
while line = f.readline():
    print(line)
""",
        """\
f = open(__file__)
while line := f.readline():
    print(line)
""",
    ),
    ("x = 2\ny = 1 if x = 2 else 3\n", "x = 2\ny = 1 if x == 2 else 3\n"),
    ("print([x for x in range(3) if x = 2])\n", "print([x for x in range(3) if x == 2])\n"),
    ("def f(a, b):\n    return a.x = b.x\n", "def f(a, b):\n    return a.x == b.x\n"),
]
MUST_LEAVE = [
    "x = = 3\n",
    "f(x=1\n",
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("before", "after"), MUST_CHANGE)
def test_changes(before: str, after: str, version: str) -> None:
    check_change(before, after, version)


@pytest.mark.parametrize("text", MUST_LEAVE)
def test_leaves(text: str) -> None:
    check_leave(text, "assignment_in_condition")
