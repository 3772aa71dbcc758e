from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.structure.harness import (
    VERSIONS,
    check_change,
    check_leave,
)

MUST_CHANGE = [
    ("$x = 3\nprint($x)\n", "x = 3\nprint(x)\n"),
    ("x = 1 + \\ \n    2\nprint(x)\n", "x = 1 + \\\n    2\nprint(x)\n"),
    ("x = 5?\nprint(x)\n", "x = 5\nprint(x)\n"),
    (
        """\
print("hello").
""",
        """\
print("hello")
""",
    ),
]
MUST_LEAVE = [
    "x = (1\n",
    "print(1\\n)\n",
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("before", "after"), MUST_CHANGE)
def test_changes(before: str, after: str, version: str) -> None:
    check_change(before, after, version)


@pytest.mark.parametrize("text", MUST_LEAVE)
def test_leaves(text: str) -> None:
    check_leave(text, "stray_character")
