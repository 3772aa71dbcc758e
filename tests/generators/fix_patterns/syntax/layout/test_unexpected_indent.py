"""`unexpected_indent`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "unexpected-one": (
        """\
def area(w, h):
    result = w * h
      print("computed")
    return result

print(area(2, 3))
""",
        """\
def area(w, h):
    result = w * h
    print("computed")
    return result

print(area(2, 3))
""",
    ),
    "lost-in": (
        """\
def f(x):
    y = x * 2
z = y + 1
    return z

print(f(2))
""",
        """\
def f(x):
    y = x * 2
    z = y + 1
    return z

print(f(2))
""",
    ),
    "whole": (
        '''\
    import os
    def f():
        return """a
        b"""
    print(f())
''',
        '''\
import os
def f():
    return """a
    b"""
print(f())
''',
    ),
}
MUST_LEAVE = (
    "x = (1 +\n     2)\n",
    's = """\n    deeper\n  text\n"""\n',
    "if x\n    print(x)\n",
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("unexpected_indent", source) == []
