"""`clause_level`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "else-deep": (
        """\
x = 3
if x > 5:
    print("big")
    else:
        print("small")
""",
        """\
x = 3
if x > 5:
    print("big")
else:
    print("small")
""",
    ),
    "except-shallow": (
        """\
def load(path):
    try:
        return open(path).read()
except IOError:
        return ""

print(load("x"))
""",
        """\
def load(path):
    try:
        return open(path).read()
    except IOError:
        return ""

print(load("x"))
""",
    ),
}
MUST_LEAVE = (
    "for i in []:\n    pass\nelse:\n    x = 1\n",
    "x = 1 if 2 else 3\n",
    "if 1:\n    x = 1\nelse\n    x = 2\n",
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("clause_level", source) == []
