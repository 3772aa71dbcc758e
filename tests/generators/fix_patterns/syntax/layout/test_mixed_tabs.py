"""`mixed_tabs`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "tabs": (
        (
            "def f(a):\n"
            "    x = a\n"
            "\ty = x + 1\n"
            "    if y:\n"
            "\t    return y\n"
            "    return x\n"
            "print(f(1))\n"
        ),
        """\
def f(a):
    x = a
    y = x + 1
    if y:
        return y
    return x
print(f(1))
""",
    ),
    "tabs2": (
        (
            "def f(a):\n"
            "\tx = a\n"
            "\tfor i in range(3):\n"
            "\t\tx += i\n"
            "        x -= 1\n"
            "\treturn x\n"
            "print(f(1))\n"
        ),
        (
            "def f(a):\n"
            "\tx = a\n"
            "\tfor i in range(3):\n"
            "\t\tx += i\n"
            "\t\tx -= 1\n"
            "\treturn x\n"
            "print(f(1))\n"
        ),
    ),
}
MUST_LEAVE = (
    "if 1:\n\tx = 1\n",
    's = """\n\tx\n    y\n"""\n',
    "if 1\n\tx = 1\n",
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("mixed_tabs", source) == []
