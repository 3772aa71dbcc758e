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
x = 3
y = x > 2 ? "a" : "b"
""",
        """\
x = 3
y = "a" if x > 2 else "b"
""",
    ),
    (
        "x = 3\nprint((x == 3) ? 1 : x == 2 ? 4 : 5)\n",
        "x = 3\nprint(1 if x == 3 else 4 if x == 2 else 5)\n",
    ),
]
MUST_LEAVE = [
    "x = 5?\n",
    "x = 3 ? 4\n",
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("before", "after"), MUST_CHANGE)
def test_changes(before: str, after: str, version: str) -> None:
    check_change(before, after, version)


@pytest.mark.parametrize("text", MUST_LEAVE)
def test_leaves(text: str) -> None:
    check_leave(text, "ternary")
