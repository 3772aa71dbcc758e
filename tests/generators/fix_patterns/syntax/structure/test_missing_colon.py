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
def f(x)  # why
    if x > 3
        return 1
    else
        return 2
print(f(3))
""",
        """\
def f(x):  # why
    if x > 3:
        return 1
    else:
        return 2
print(f(3))
""",
    ),
    ("for i in range(3);\n    print(i)\n", "for i in range(3):\n    print(i)\n"),
    ("class A\n    x = 1\n", "class A:\n    x = 1\n"),
    ("def f(\n    a,\n    b,\n)\n    return a\n", "def f(\n    a,\n    b,\n):\n    return a\n"),
    (
        """\
d = {"a" 1, "b" 2}
""",
        """\
d = {"a": 1, "b": 2}
""",
    ),
    ("f = lambda x x + 1\n", "f = lambda x: x + 1\n"),
]
MUST_LEAVE = [
    "x = 3\nif x > 2 print(x)\n",
    "x = (1\n",
    """\
print("a" if True)
""",
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("before", "after"), MUST_CHANGE)
def test_changes(before: str, after: str, version: str) -> None:
    check_change(before, after, version)


@pytest.mark.parametrize("text", MUST_LEAVE)
def test_leaves(text: str) -> None:
    check_leave(text, "missing_colon")
