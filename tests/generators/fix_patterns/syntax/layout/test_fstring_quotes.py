"""`fstring_quotes`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "fq": (
        """\
d = {"a": 1}
print(f"value: {d["a"]} and {d.get("b", 0)}")
""",
        """\
d = {"a": 1}
print(f"value: {d['a']} and {d.get('b', 0)}")
""",
    ),
    "fq-esc": (
        """\
d = {"a": 1}
print(f"value: {d[\\"a\\"]}")
""",
        """\
d = {"a": 1}
print(f"value: {d['a']}")
""",
    ),
}
MUST_LEAVE = (
    'd = {"a": 1}\ns = f"{d[\'a\']}"\n',
    's = "f{x["a"]}" 3 3\n',
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("fstring_quotes", source) == []
