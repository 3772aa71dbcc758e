from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.structure.harness import (
    VERSIONS,
    check_change,
    check_leave,
)

MUST_CHANGE = [
    ("def main:\n    pass\n", "def main():\n    pass\n"),
    ("def main\n    pass\n", "def main():\n    pass\n"),
    ("def add a, b:\n    return a + b\n", "def add(a, b):\n    return a + b\n"),
    ("for (x in [1,2]):\n    print(x)\n", "for x in [1,2]:\n    print(x)\n"),
]
MUST_LEAVE = [
    "def (x):\n    pass\n",
    "def f(x\n",
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("before", "after"), MUST_CHANGE)
def test_changes(before: str, after: str, version: str) -> None:
    check_change(before, after, version)


@pytest.mark.parametrize("text", MUST_LEAVE)
def test_leaves(text: str) -> None:
    check_leave(text, "missing_parameters")
