"""`odd_operators`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "ops-only": (
        """\
a = 5 – 3
b = a × 2 ÷ 4
print（a，b）
if a ≤ b or a ≠ 3：
    print("a – b")  # a – b
my_total = 1
print(my–total)
""",
        """\
a = 5 - 3
b = a * 2 / 4
print(a,b)
if a <= b or a != 3:
    print("a – b")  # a – b
my_total = 1
print(my_total)
""",
    ),
}
MUST_LEAVE = (
    's = "a – b × c"  # – …\n',
    's = "a – b" 3\n',
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("odd_operators", source) == []
