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
function foo(x) {
    if (x > 3 && x < 10) {
        return 1;
    } else if (x == 3) {
        // three
        return 2;
    } else {
        return 3;
    }
}
for (let i = 0; i < 5; i++) {
    print(foo(i));
}
d = {
    1: 2,
}
""",
        """\
def foo(x):
    if (x > 3 and x < 10):
        return 1;
    elif (x == 3):
        # three
        return 2;
    else:
        return 3;
for i in range(5):
    print(foo(i));
d = {
    1: 2,
}
""",
    ),
    (
        "var x = 3;\nfor (i = 10; i >= 0; i -= 2):\n    print(i)\n",
        "x = 3\nfor i in range(10, -1, -2):\n    print(i)\n",
    ),
    (
        """\
try:
    x = int("a")
catch (e):
    print(e)
""",
        """\
try:
    x = int("a")
except Exception as e:
    print(e)
""",
    ),
    (
        """\
def f(x):
    throw new ValueError("bad")
""",
        """\
def f(x):
    raise ValueError("bad")
""",
    ),
    ("for x of [1, 2]:\n    print(x)\n", "for x in [1, 2]:\n    print(x)\n"),
    ("x = 3\nif x > 2 then\n    print(x)\n", "x = 3\nif x > 2:\n    print(x)\n"),
]
MUST_LEAVE = [
    "switch (x) {\n    case 1:\n        print(1)\n}\n",
    "x = function(a) { return a }\n",
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("before", "after"), MUST_CHANGE)
def test_changes(before: str, after: str, version: str) -> None:
    check_change(before, after, version)


@pytest.mark.parametrize("text", MUST_LEAVE)
def test_leaves(text: str) -> None:
    check_leave(text, "foreign_block")
