"""Examples for `exception_name_after_block`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        error = None
        for value in ["1", "x"]:
            try:
                int(value)
            except ValueError as e:
                print("bad", value)
        print("last:", e)
        """),
        dedent("""\
        error = None
        for value in ["1", "x"]:
            try:
                int(value)
            except ValueError as error_:
                e = error_
                print("bad", value)
        print("last:", e)
        """),
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        print(error_text)
        try:
            int("1")
        except ValueError as error_text:
            pass
        """),
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("exception_name_after_block", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("exception_name_after_block", example)
