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
x = 1
if x > 2:
    print(1)
else if x > 1:
    print(2)
elseif x == 1:
    print(3)
""",
        """\
x = 1
if x > 2:
    print(1)
elif x > 1:
    print(2)
elif x == 1:
    print(3)
""",
    ),
    (
        "x = 1\nif x > 2:\n    print(1)\nelse if x > 1\n    print(2)\n",
        "x = 1\nif x > 2:\n    print(1)\nelif x > 1:\n    print(2)\n",
    ),
    (
        "x = 1\nif x > 2:\n    print(1)\nelse x > 1:\n    print(2)\n",
        "x = 1\nif x > 2:\n    print(1)\nelif x > 1:\n    print(2)\n",
    ),
]
MUST_LEAVE = [
    "x = 1\ny = 2 if x else if\n",
    "elseif = 3 +\n",
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("before", "after"), MUST_CHANGE)
def test_changes(before: str, after: str, version: str) -> None:
    check_change(before, after, version)


@pytest.mark.parametrize("text", MUST_LEAVE)
def test_leaves(text: str) -> None:
    check_leave(text, "else_if")
