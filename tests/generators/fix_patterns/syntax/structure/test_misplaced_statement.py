from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.structure.harness import (
    VERSIONS,
    check_change,
    check_leave,
)

MUST_CHANGE = [
    (
        "def f(x):\n    y = x + 1\nreturn y\nprint(f(3))\n",
        "def f(x):\n    y = x + 1\n    return y\nprint(f(3))\n",
    ),
    (
        """\
def f(x):
    x = x
total = x * 2
if total > 4:
    total = 3
return total
print(f(3))
""",
        """\
def f(x):
    x = x
    total = x * 2
    if total > 4:
        total = 3
    return total
print(f(3))
""",
    ),
    (
        "for i in range(3):\n    if i == 1:\n        print(i)\nbreak\n",
        """\
for i in range(3):
    if i == 1:
        print(i)
        break
""",
    ),
    (
        "class A:\n    def f(self):\n        x = 3\n    return x\n",
        "class A:\n    def f(self):\n        x = 3\n        return x\n",
    ),
]
MUST_LEAVE = [
    "return 3\n",
    "if True:\n    break\n",
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("before", "after"), MUST_CHANGE)
def test_changes(before: str, after: str, version: str) -> None:
    check_change(before, after, version)


@pytest.mark.parametrize("text", MUST_LEAVE)
def test_leaves(text: str) -> None:
    check_leave(text, "misplaced_statement")
