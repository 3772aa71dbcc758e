from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.structure.harness import (
    VERSIONS,
    check_change,
    check_leave,
)

MUST_CHANGE = [
    ("print(x) for x in [1, 2]\n", "for x in [1, 2]: print(x)\n"),
    ("xs = x * 2 for x in [1, 2]\n", "xs = [x * 2 for x in [1, 2]]\n"),
]
MUST_LEAVE = [
    "x = 3 +\n",
    "for x in [1] print(x)\n",
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("before", "after"), MUST_CHANGE)
def test_changes(before: str, after: str, version: str) -> None:
    check_change(before, after, version)


@pytest.mark.parametrize("text", MUST_LEAVE)
def test_leaves(text: str) -> None:
    check_leave(text, "trailing_loop")
