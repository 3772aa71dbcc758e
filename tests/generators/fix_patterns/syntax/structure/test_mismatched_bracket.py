from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.structure.harness import (
    VERSIONS,
    check_change,
    check_leave,
)

MUST_CHANGE = [
    ("d = (1, 2]\n", "d = (1, 2)\n"),
    ("x = [1, 2}\nprint(x)\n", "x = [1, 2]\nprint(x)\n"),
    (
        """\
d = {"a": 1}
print(d["a"))
""",
        """\
d = {"a": 1}
print(d["a"])
""",
    ),
    (
        """\
print["a")
""",
        """\
print("a")
""",
    ),
]
MUST_LEAVE = [
    "x = (1\n",
    "x = 1)\n",
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("before", "after"), MUST_CHANGE)
def test_changes(before: str, after: str, version: str) -> None:
    check_change(before, after, version)


@pytest.mark.parametrize("text", MUST_LEAVE)
def test_leaves(text: str) -> None:
    check_leave(text, "mismatched_bracket")
