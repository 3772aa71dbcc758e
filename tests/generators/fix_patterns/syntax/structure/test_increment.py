from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.structure.harness import (
    VERSIONS,
    check_change,
    check_leave,
)

MUST_CHANGE = [
    ("i = 0\nwhile i < 3:\n    i++\n    ++i\n", "i = 0\nwhile i < 3:\n    i += 1\n    i += 1\n"),
    ("i = 3\nif i > 2: i--\nprint(i)\n", "i = 3\nif i > 2: i -= 1\nprint(i)\n"),
]
MUST_LEAVE = [
    "x = 1\ny = x++\n",
    "x = [1]\nx[i++] = 2\n",
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("before", "after"), MUST_CHANGE)
def test_changes(before: str, after: str, version: str) -> None:
    check_change(before, after, version)


@pytest.mark.parametrize("text", MUST_LEAVE)
def test_leaves(text: str) -> None:
    check_leave(text, "increment")
