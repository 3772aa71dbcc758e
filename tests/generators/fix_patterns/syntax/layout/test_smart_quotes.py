"""`smart_quotes`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "smart1": (
        """\
name = “World”
print(‘Hello’, name)  # it’s “fine”
print(“It’s ” + name + “, isn’t it?”)
print(f“{name[‘x’] if 0 else name}: done”)
s = "keep “this”"
print("mixed”, s, “x")
""",
        """\
name = "World"
print('Hello', name)  # it’s “fine”
print("It’s " + name + ", isn’t it?")
print(f"{name['x'] if 0 else name}: done")
s = "keep “this”"
print("mixed", s, "x")
""",
    ),
    "smart-triple": (
        """\
def f():
    “””Returns it’s value.”””
    return {‘a’: 1, ‘b’: “two”}
print(f()[‘b’])
""",
        '''\
def f():
    """Returns it’s value."""
    return {'a': 1, 'b': "two"}
print(f()['b'])
''',
    ),
    "smart-apos": (
        """\
print(‘don’t’)
print(“say "hi"”)
print(“it's”, ‘a’)
""",
        """\
print('don’t')
print('say "hi"')
print("it's", 'a')
""",
    ),
}
MUST_LEAVE = (
    's = "“quoted” it’s"\n# “comment”\n',
    's = "“quoted”" 3\n',
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("smart_quotes", source) == []
