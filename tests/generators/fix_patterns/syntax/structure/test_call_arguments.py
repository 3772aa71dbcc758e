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
print(sum(x for x in [1], 0), max(x for x in [1], key=abs))
""",
        """\
print(sum((x for x in [1]), 0), max((x for x in [1]), key=abs))
""",
    ),
    (
        "def f(a, b, c=3):\n    return a\nprint(f(c=2, 1, 2))\n",
        "def f(a, b, c=3):\n    return a\nprint(f(1, 2, c=2))\n",
    ),
    (
        "def g(a=1, b):\n    return a + b\nprint(g(a=1, b=2))\n",
        "def g(b, a=1):\n    return a + b\nprint(g(a=1, b=2))\n",
    ),
    (
        """\
print(end="", 3)
""",
        """\
print(3, end="")
""",
    ),
]
MUST_LEAVE = [
    "unknown(a=1, 2)\n",
    "f(**a, *b)\n",
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("before", "after"), MUST_CHANGE)
def test_changes(before: str, after: str, version: str) -> None:
    check_change(before, after, version)


@pytest.mark.parametrize("text", MUST_LEAVE)
def test_leaves(text: str) -> None:
    check_leave(text, "call_arguments")
