"""`outside_block`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "left-return": (
        """\
def f(xs):
    total = 0
    for x in xs:
        total += x
print(total)
return total

print(f([1]))
""",
        """\
def f(xs):
    total = 0
    for x in xs:
        total += x
    print(total)
    return total

print(f([1]))
""",
    ),
    "left-break": (
        """\
while True:
    line = input()
    if not line:
        print("end")
break
""",
        """\
while True:
    line = input()
    if not line:
        print("end")
        break
""",
    ),
}
MUST_LEAVE = (
    "def f():\n    return 1\n",
    "# return 1\n",
    "x = (1\nreturn\n",
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("outside_block", source) == []
