"""`line_continuation`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "cont": (
        """\
a = 1
b = 2
total = a + b +
    3
print(total)
""",
        """\
a = 1
b = 2
total = a + b + \\
    3
print(total)
""",
    ),
    "cont2": (
        """\
text = "a b c"
words = text.strip()
    .upper()
    .split()
print(words)
""",
        """\
text = "a b c"
words = text.strip() \\
    .upper() \\
    .split()
print(words)
""",
    ),
}
MUST_LEAVE = (
    "x = (1 +\n     2)\n",
    "x = 1 + \\\n    2\n",
    "x = = 2\n",
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("line_continuation", source) == []
