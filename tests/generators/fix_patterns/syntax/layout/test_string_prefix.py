"""`string_prefix`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "bytes": (
        """\
data = b"café"
print(len(data))
""",
        """\
data = "café".encode("utf-8")
print(len(data))
""",
    ),
    "prefix": (
        """\
x = 1
print(fu"a {x}", bf"x {x}")
""",
        """\
x = 1
print(f"a {x}", f"x {x}".encode("utf-8"))
""",
    ),
}
MUST_LEAVE = (
    'a = b"x", rb"y", fr"z", u"é"\n',
    's = "x" 3\n',
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("string_prefix", source) == []
