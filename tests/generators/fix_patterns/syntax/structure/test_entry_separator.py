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
d = {"a" = 1, "b"=2}
""",
        """\
d = {"a": 1, "b": 2}
""",
    ),
    (
        """\
d = {"a" => 1, "b" => 2}
""",
        """\
d = {"a": 1, "b": 2}
""",
    ),
    (
        "def foo(a, b):\n    return a\nfoo(a: 1, b: 2)\n",
        "def foo(a, b):\n    return a\nfoo(a=1, b=2)\n",
    ),
    (
        """\
d = ["a": 1, "b": 2]
""",
        """\
d = {"a": 1, "b": 2}
""",
    ),
    ("print(1; 2)\n", "print(1, 2)\n"),
    (
        """\
d = {"a": 1, "b", 2, "c": 3}
""",
        """\
d = {"a": 1, "b": 2, "c": 3}
""",
    ),
]
MUST_LEAVE = [
    "d = {1: 2, 3}\n",
    "x = [1:2, 3\n",
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("before", "after"), MUST_CHANGE)
def test_changes(before: str, after: str, version: str) -> None:
    check_change(before, after, version)


@pytest.mark.parametrize("text", MUST_LEAVE)
def test_leaves(text: str) -> None:
    check_leave(text, "entry_separator")
