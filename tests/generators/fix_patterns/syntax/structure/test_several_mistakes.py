from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.structure.harness import (
    VERSIONS,
    check_change,
    check_leave,
)

MUST_CHANGE = [
    ("for i range(3)\n    print(i)\n", "for i in range(3):\n    print(i)\n"),
    (
        """\
print("a
""",
        """\
print("a")
""",
    ),
    ("x = 3\nwhlie x = 3:\n    pass\n", "x = 3\nwhile x == 3:\n    pass\n"),
    (
        """\
def f(x)
    return x + 1
print(f(3))
print("hello)
""",
        """\
def f(x):
    return x + 1
print(f(3))
print("hello")
""",
    ),
]
MUST_LEAVE = [
    "def f(x)\n    return x\n",
    "x = (1\n",
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("before", "after"), MUST_CHANGE)
def test_changes(before: str, after: str, version: str) -> None:
    check_change(before, after, version)


@pytest.mark.parametrize("text", MUST_LEAVE)
def test_leaves(text: str) -> None:
    check_leave(text, "several_mistakes")
