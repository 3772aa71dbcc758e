"""Examples for `wrong_container`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        seen = {}
        for x in [1, 1, 2]:
            if x not in seen:
                seen.add(x)
        print(len(seen))
        """),
        dedent("""\
        seen = set()
        for x in [1, 1, 2]:
            if x not in seen:
                seen.add(x)
        print(len(seen))
        """),
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        seen = {"a": 1}
        seen.add("b")
        print(seen)
        """),
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("wrong_container", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("wrong_container", example)
