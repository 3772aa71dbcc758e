"""`fstring_braces`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "fb-missing": (
        """\
name = "x"
age = 3
print(f"Hello {name, you are {age}")
""",
        """\
name = "x"
age = 3
print(f"Hello {name}, you are {age}")
""",
    ),
    "fb-missing-end": (
        """\
total = 3.5
print(f"Total: {total:.2f")
print("ok")
""",
        """\
total = 3.5
print(f"Total: {total:.2f}")
print("ok")
""",
    ),
    "fb-stray": (
        """\
name = "x"
print(f"Hello name}!")
""",
        """\
name = "x"
print(f"Hello {name}!")
""",
    ),
    "fb-json": (
        """\
n = 3
print(f"set: {n}}")
""",
        """\
n = 3
print(f"set: {n}}}")
""",
    ),
}
MUST_LEAVE = (
    'x = 1\ns = f"{{{x}}}"\n',
    's = "{name" 3\n',
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("fstring_braces", source) == []
