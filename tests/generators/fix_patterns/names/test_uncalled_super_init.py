"""Examples for `uncalled_super_init`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        class Animal:
            def __init__(self, name):
                self.name = name


        class Dog(Animal):
            def __init__(self, name, breed):
                self.breed = breed


        d = Dog("Rex", "Lab")
        print(d.name, d.breed)
        """),
        dedent("""\
        class Animal:
            def __init__(self, name):
                self.name = name


        class Dog(Animal):
            def __init__(self, name, breed):
                super().__init__(name)
                self.breed = breed


        d = Dog("Rex", "Lab")
        print(d.name, d.breed)
        """),
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        class Animal:
            def __init__(self, name, weight):
                self.name = name
                self.weight = weight


        class Dog(Animal):
            def __init__(self, breed):
                self.breed = breed


        print(Dog("Lab").name)
        """),
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("uncalled_super_init", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("uncalled_super_init", example)
