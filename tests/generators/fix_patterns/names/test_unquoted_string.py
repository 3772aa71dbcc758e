"""Examples for `unquoted_string`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        user = {"name": "Ann", "age": 3}
        print(user[name])
        """),
        dedent("""\
        user = {"name": "Ann", "age": 3}
        print(user["name"])
        """),
    ),
    Example(
        dedent("""\
        with open(data.txt) as handle:
            print(handle.read())
        """),
        dedent("""\
        with open("data.txt") as handle:
            print(handle.read())
        """),
        files={"data.txt": "some text\n"},
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        user = {"name": "Ann"}
        print(user[address])
        """),
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("unquoted_string", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("unquoted_string", example)
