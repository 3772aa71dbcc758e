"""`odd_spaces`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "nbsp": (
        (
            "def f(x):\n"
            "\xa0\xa0\xa0\xa0y\xa0= x + 1\n"
            "\xa0   return y  # a\xa0b\n"
            'print(f(1),\xa0"a\xa0b")\n'
        ),
        ('def f(x):\n    y = x + 1\n    return y  # a\xa0b\nprint(f(1), "a\xa0b")\n'),
    ),
}
MUST_LEAVE = (
    's = "a\xa0b"  # c\xa0d\n',
    's = "a\xa0b" 3\n',
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("odd_spaces", source) == []
