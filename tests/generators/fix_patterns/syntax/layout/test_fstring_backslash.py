"""`fstring_backslash`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "fbs": (
        """\
def show(xs):
    print(f"Items:\\n{'\\n'.join(xs)}")
show(["a", "b"])
""",
        """\
def show(xs):
    newline = '\\n'
    print(f"Items:\\n{newline.join(xs)}")
show(["a", "b"])
""",
    ),
}
MUST_LEAVE = (
    'x = 1\ns = f"{x}\\n"\n',
    's = f"{1}\\n" 3\n',
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("fstring_backslash", source) == []
