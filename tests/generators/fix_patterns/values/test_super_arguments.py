"""`super_arguments`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
class A:
    def __init__(self, name):
        self.name = name
class B(A):
    def __init__(self, name, age):
        super().__init__(self, name)
        self.age = age
print(B("x", 3).name)
""",
        """\
class A:
    def __init__(self, name):
        self.name = name
class B(A):
    def __init__(self, name, age):
        super().__init__(name)
        self.age = age
print(B("x", 3).name)
""",
    ),
    Example(
        """\
class A:
    def __init__(self, name):
        self.name = name
class B(A):
    def __init__(self, name, age):
        super().__init__()
        self.age = age
print(B("x", 3).name)
""",
        """\
class A:
    def __init__(self, name):
        self.name = name
class B(A):
    def __init__(self, name, age):
        super().__init__(name)
        self.age = age
print(B("x", 3).name)
""",
    ),
    Example(
        """\
class A:
    def __init__(self, name):
        self.name = name
class B(A):
    def __init__(self, name, age):
        A.__init__(name)
        self.age = age
print(B("x", 3).name)
""",
        """\
class A:
    def __init__(self, name):
        self.name = name
class B(A):
    def __init__(self, name, age):
        A.__init__(self, name)
        self.age = age
print(B("x", 3).name)
""",
    ),
    Example(
        """\
class A:
    def f(self, x):
        return x
    def g(self):
        return self.f(self, 3)
print(A().g())
""",
        """\
class A:
    def f(self, x):
        return x
    def g(self):
        return self.f(3)
print(A().g())
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
class A:
    def __init__(self, name):
        self.name = name

class B(A):
    def __init__(self):
        super().__init__()

B()
""",
    ),
    Example(
        """\
class A:
    def run(self, a):
        return a

    def all(self):
        return self.run(1, 2, 3)

A().all()
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "super_arguments")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
