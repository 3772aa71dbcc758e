from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.structure.harness import (
    VERSIONS,
    check_change,
    check_leave,
)

MUST_CHANGE = [
    (
        "a, b = True, False\nif a && !b || !(a):\n    print(a)\n",
        "a, b = True, False\nif a and not b or not (a):\n    print(a)\n",
    ),
    ("a, b = 1, 0\nprint(a&&b, a == !b)\n", "a, b = 1, 0\nprint(a and b, a == (not b))\n"),
]
MUST_LEAVE = [
    "!ls -l\n",
    "x = 1 ! 2\n",
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("before", "after"), MUST_CHANGE)
def test_changes(before: str, after: str, version: str) -> None:
    check_change(before, after, version)


@pytest.mark.parametrize("text", MUST_LEAVE)
def test_leaves(text: str) -> None:
    check_leave(text, "c_operators")
