"""Examples for `missing_self`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        class Account:
            def __init__(self, owner):
                self.owner = owner
                self.balance = 0

            def deposit(self, amount):
                balance += amount
                self.log(amount)

            def log(self, amount):
                print(owner, "got", amount)


        Account("Eve").log(5)
        """),
        dedent("""\
        class Account:
            def __init__(self, owner):
                self.owner = owner
                self.balance = 0

            def deposit(self, amount):
                balance += amount
                self.log(amount)

            def log(self, amount):
                print(self.owner, "got", amount)


        Account("Eve").log(5)
        """),
    ),
    Example(
        dedent("""\
        class Counter:
            def __init__(self):
                self.count = 0

            def tick(self):
                self.count = count + 1
                return self.count


        print(Counter().tick())
        """),
        dedent("""\
        class Counter:
            def __init__(self):
                self.count = 0

            def tick(self):
                self.count = self.count + 1
                return self.count


        print(Counter().tick())
        """),
        python="3.13",
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        class A:
            def __init__(self):
                self.x = 1

            def show(self):
                return quantity_sold


        print(A().show())
        """),
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("missing_self", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("missing_self", example)
