"""`combined`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "py2-all": (
        """\
import os, sys

def check((a, b), mode=0644):
    if a <> b:
        raise ValueError, "differ: " + `a`
    print "equal", a,
    return 10L

try:
    check((1, 2))
except ValueError, e:
    print >>sys.stderr, e
exec "x = 1"
""",
        """\
import os, sys

def check(a_b, mode=0o644):
    a, b = a_b
    if a != b:
        raise ValueError("differ: " + repr(a))
    print("equal", a, end=" ")
    return 10

try:
    check((1, 2))
except ValueError as e:
    print(e, file=sys.stderr)
exec("x = 1")
""",
    ),
    "chat-py2-smart": (
        (
            "Here is the script:\n"
            "\n"
            "```python\n"
            "import sys\n"
            "def f(x):\n"
            "\xa0   print \u201cvalue\u201d, x\n"
            "try:\n"
            "    f(1)\n"
            "except ValueError, e:\n"
            "    print e\n"
            "```\n"
            "\n"
            "Hope it helps!\n"
        ),
        """\
import sys
def f(x):
    print("value", x)
try:
    f(1)
except ValueError as e:
    print(e)
""",
    ),
}
MUST_LEAVE = (
    'print("a")\n',
    's = "print x; except A, e:"\n',
    "x = (1, 2\nprint(x)\n",
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("combined", source) == []
