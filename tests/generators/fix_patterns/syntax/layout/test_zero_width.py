"""`zero_width`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "zw": (
        ('total\u200b = 1\n\ufeffprint(total\u200b, "a\u200bb")\n'),
        ('total = 1\nprint(total, "a\u200bb")\n'),
    ),
}
MUST_LEAVE = (
    's = "a\u200bb"  # c\u200bd\n',
    's = "a\u200bb" 3\n',
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("zero_width", source) == []
