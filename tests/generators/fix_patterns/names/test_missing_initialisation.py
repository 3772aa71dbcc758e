"""Examples for `missing_initialisation`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        def mean(numbers):
            for n in numbers:
                totals.append(n)
            return sum(totals)


        print(mean([1]))
        """),
        dedent("""\
        def mean(numbers):
            totals = []
            for n in numbers:
                totals.append(n)
            return sum(totals)


        print(mean([1]))
        """),
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        for row in [[1, 2], [3]]:
            for cell in row:
                grand += cell
        print(grand)
        """),
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("missing_initialisation", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("missing_initialisation", example)
