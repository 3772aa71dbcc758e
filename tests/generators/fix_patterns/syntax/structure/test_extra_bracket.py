from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.structure.harness import (
    VERSIONS,
    check_change,
    check_leave,
)

MUST_CHANGE = [
    ("print(abs(3)))\n", "print(abs(3))\n"),
    ("a = b = 3\navg = a + b) / 2\n", "a = b = 3\navg = (a + b) / 2\n"),
    ("a = -3\nprint(abs(a)), 2)\n", "a = -3\nprint(abs(a), 2)\n"),
    ("x = [\n    1,\n]\n]\nprint(x)\n", "x = [\n    1,\n]\nprint(x)\n"),
    ("a = 3\nif a > 2):\n    print(a)\n", "a = 3\nif a > 2:\n    print(a)\n"),
]
MUST_LEAVE = [
    "x = (1\n",
    "x = (1]\n",
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("before", "after"), MUST_CHANGE)
def test_changes(before: str, after: str, version: str) -> None:
    check_change(before, after, version)


@pytest.mark.parametrize("text", MUST_LEAVE)
def test_leaves(text: str) -> None:
    check_leave(text, "extra_bracket")
