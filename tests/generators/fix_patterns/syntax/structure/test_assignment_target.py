from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.structure.harness import (
    VERSIONS,
    check_change,
    check_leave,
)

MUST_CHANGE = [
    ("n = 0\nlen([1]) = n\n", "n = 0\nn = len([1])\n"),
    ("x = 1\nx + 1 = y\n", "x = 1\ny = x + 1\n"),
    ("total-price = 3\nprint(total-price + 2)\n", "total_price = 3\nprint(total_price + 2)\n"),
    (
        "def my-func(a):\n    return a\nprint(my-func(3))\n",
        "def my_func(a):\n    return a\nprint(my_func(3))\n",
    ),
]
MUST_LEAVE = [
    "f() = 3\n",
    "True = 1\n",
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("before", "after"), MUST_CHANGE)
def test_changes(before: str, after: str, version: str) -> None:
    check_change(before, after, version)


@pytest.mark.parametrize("text", MUST_LEAVE)
def test_leaves(text: str) -> None:
    check_leave(text, "assignment_target")
