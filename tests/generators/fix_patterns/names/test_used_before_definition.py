"""Examples for `used_before_definition`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        import sys

        main()


        def helper(x):
            return x * 2


        # the entry point
        def main():
            print(helper(21), sys.byteorder)
        """),
        dedent("""\
        import sys


        def helper(x):
            return x * 2


        # the entry point
        def main():
            print(helper(21), sys.byteorder)


        main()
        """),
    ),
    Example(
        dedent("""\
        print("start")
        value = compute(3)
        print(value)


        def compute(x):
            return x + 1


        print("end", value)
        """),
        dedent("""\
        print("start")


        def compute(x):
            return x + 1


        value = compute(3)
        print(value)


        print("end", value)
        """),
    ),
    Example(
        dedent("""\
        class Dog(Animal):
            def speak(self):
                return "Woof"


        class Animal:
            def name(self):
                return "animal"


        print(Dog().name())
        """),
        dedent("""\
        class Animal:
            def name(self):
                return "animal"


        class Dog(Animal):
            def speak(self):
                return "Woof"


        print(Dog().name())
        """),
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        def show():
            print(index)


        show()
        for index in range(3):
            pass
        """),
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("used_before_definition", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("used_before_definition", example)
