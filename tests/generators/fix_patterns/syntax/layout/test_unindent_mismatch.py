"""`unindent_mismatch`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "mismatch-method": (
        """\
class Account:
    def __init__(self, owner):
        self.owner = owner
        self.balance = 0

  def deposit(self, amount):
        self.balance += amount
        return self.balance

    def show(self):
        print(self.balance)

a = Account("x")
a.deposit(5)
a.show()
""",
        """\
class Account:
    def __init__(self, owner):
        self.owner = owner
        self.balance = 0

    def deposit(self, amount):
        self.balance += amount
        return self.balance

    def show(self):
        print(self.balance)

a = Account("x")
a.deposit(5)
a.show()
""",
    ),
    "mismatch-return": (
        """\
def total(xs):
    s = 0
    for x in xs:
        s += x
   return s

print(total([1]))
""",
        """\
def total(xs):
    s = 0
    for x in xs:
        s += x
    return s

print(total([1]))
""",
    ),
    "mismatch-seven": (
        """\
def f(xs):
    out = []
    for x in xs:
        if x:
            y = x * 2
       out.append(x)
    return out
print(f([1]))
""",
        """\
def f(xs):
    out = []
    for x in xs:
        if x:
            y = x * 2
        out.append(x)
    return out
print(f([1]))
""",
    ),
    "decorator": (
        """\
class C:
    def __init__(self):
        self._x = 1

  @property
    def x(self):
        return self._x

print(C().x)
""",
        """\
class C:
    def __init__(self):
        self._x = 1

    @property
    def x(self):
        return self._x

print(C().x)
""",
    ),
    "elif-lost": (
        """\
def grade(s):
    if s > 90:
        g = "A"
      elif s > 80:
        g = "B"
    else:
        g = "C"
    return g
print(grade(85))
""",
        """\
def grade(s):
    if s > 90:
        g = "A"
    elif s > 80:
        g = "B"
    else:
        g = "C"
    return g
print(grade(85))
""",
    ),
}
MUST_LEAVE = (
    "if 1:\n  x = 1\nelse:\n      y = 1\n",
    "x = [\n    1,\n  2,\n]\n",
    "if True\n    y = 1\n",
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("unindent_mismatch", source) == []
