"""Examples for `foreign_function`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        x = 3.7
        print(Math.floor(x), Math.max(1, 2))
        """),
        dedent("""\
        import math

        x = 3.7
        print(math.floor(x), max(1, 2))
        """),
    ),
    Example(
        dedent("""\
        word = "hello"
        print(strlen(word))
        """),
        dedent("""\
        word = "hello"
        print(len(word))
        """),
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        print(strlen("a", "b"))
        """),
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("foreign_function", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("foreign_function", example)
