"""Examples for `misspelt_definition`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        def claculate_mean(numbers):
            return sum(numbers) / len(numbers)


        print(calculate_mean([1, 2]))
        print(calculate_mean([3]))
        """),
        dedent("""\
        def calculate_mean(numbers):
            return sum(numbers) / len(numbers)


        print(calculate_mean([1, 2]))
        print(calculate_mean([3]))
        """),
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        def compute(numbers):
            valeu = sum(numbers)
            print(valeu)
            return value


        print(compute([1]))
        """),
        dedent("""\
        def compute(numbers):
            valeu = sum(numbers)
            print(valeu)
            return valeu


        print(compute([1]))
        """),
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("misspelt_definition", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("misspelt_definition", example)
