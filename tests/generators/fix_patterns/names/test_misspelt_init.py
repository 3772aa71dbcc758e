"""Examples for `misspelt_init`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        class A:
            def __int__(self, x):
                self.x = x

            def show(self):
                return self.x


        print(A(3).show())
        """),
        dedent("""\
        class A:
            def __init__(self, x):
                self.x = x

            def show(self):
                return self.x


        print(A(3).show())
        """),
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        class Money:
            def __int__(self):
                return 3


        print(Money().amount)
        """),
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("misspelt_init", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("misspelt_init", example)
