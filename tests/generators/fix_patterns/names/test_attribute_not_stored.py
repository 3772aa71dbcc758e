"""Examples for `attribute_not_stored`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        class Stack:
            def __init__(self):
                items = []

            def push(self, x):
                self.items.append(x)


        s = Stack()
        s.push(1)
        print(s.items)
        """),
        dedent("""\
        class Stack:
            def __init__(self):
                self.items = []

            def push(self, x):
                self.items.append(x)


        s = Stack()
        s.push(1)
        print(s.items)
        """),
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        class Robot:
            def __init__(self, name):
                self.name = name


        print(Robot("R2").serial)
        """),
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("attribute_not_stored", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("attribute_not_stored", example)
