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
if x => 3:
    print(1)
elif x =< 2 or x =! 4 or x === 5 or x !== 6:
    print(2)
""",
        """\
x = 3
if x >= 3:
    print(1)
elif x <= 2 or x != 4 or x == 5 or x != 6:
    print(2)
""",
    ),
    (
        "x = 3\nx + = 1\nif x > = 3 and x ! = 5:\n    print(x)\n",
        "x = 3\nx += 1\nif x >= 3 and x != 5:\n    print(x)\n",
    ),
    ("x = = 1\nprint(x)\n", "x = 1\nprint(x)\n"),
    ("x = 1\nif x = = 1:\n    print(x)\n", "x = 1\nif x == 1:\n    print(x)\n"),
]
MUST_LEAVE = [
    "f = filter(x => x > 3, [1])\n",
    "x = 3 +\n",
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("before", "after"), MUST_CHANGE)
def test_changes(before: str, after: str, version: str) -> None:
    check_change(before, after, version)


@pytest.mark.parametrize("text", MUST_LEAVE)
def test_leaves(text: str) -> None:
    check_leave(text, "comparison_operator")
