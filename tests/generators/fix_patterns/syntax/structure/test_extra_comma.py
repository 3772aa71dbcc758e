from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.structure.harness import (
    VERSIONS,
    check_change,
    check_leave,
)

MUST_CHANGE = [
    ("x = [1,, 2]\n", "x = [1, 2]\n"),
    ("print(, 1)\n", "print(1)\n"),
    ("import os,\n", "import os\n"),
    ("for i in in range(3):\n    print(i)\n", "for i in range(3):\n    print(i)\n"),
]
MUST_LEAVE = [
    "x = (1, 2\n",
    "x = [1, 2}\n",
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("before", "after"), MUST_CHANGE)
def test_changes(before: str, after: str, version: str) -> None:
    check_change(before, after, version)


@pytest.mark.parametrize("text", MUST_LEAVE)
def test_leaves(text: str) -> None:
    check_leave(text, "extra_comma")
