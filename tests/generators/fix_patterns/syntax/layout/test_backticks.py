"""`backticks`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "backtick-forms": (
        """\
x = 3
text = "x is " + `x` + ", pair " + `x, x`
""",
        """\
x = 3
text = "x is " + repr(x) + ", pair " + repr((x, x))
""",
    ),
}
MUST_LEAVE = (
    's = "`x`"\n# `y`\n',
    "x = `1\n",
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("backticks", source) == []
