"""Examples for `key_as_attribute`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        user = {"name": "Ann", "age": 3}
        print(user.name, user.age)
        print(f"Hi {user.name}")
        """),
        dedent("""\
        user = {"name": "Ann", "age": 3}
        print(user["name"], user["age"])
        print(f"Hi {user['name']}")
        """),
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        user = {"name": "Ann"}
        print(user.address)
        """),
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("key_as_attribute", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("key_as_attribute", example)
