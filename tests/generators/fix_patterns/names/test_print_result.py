"""Examples for `print_result`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        print("{} is {}").format("a", 1)
        """),
        dedent("""\
        print("{} is {}".format("a", 1))
        """),
    ),
    Example(
        dedent("""\
        x = 3
        print("x is %d and %s") % (x, "y")
        """),
        dedent("""\
        x = 3
        print("x is %d and %s" % (x, "y"))
        """),
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        def show(text):
            print(text)


        show("a").format(1)
        """),
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("print_result", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("print_result", example)
