"""`old_operators`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "old-forms": (
        """\
n = 10L + 0xFFL
if n <> 5:
    s = ur"\\d+" + "<>"
""",
        """\
n = 10 + 0xFF
if n != 5:
    s = r"\\d+" + "<>"
""",
    ),
}
MUST_LEAVE = (
    's = "a <> b 10L"\n',
    "x = 1 < > 2\n",
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("old_operators", source) == []
