"""Examples for `misspelt_assignment`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import (
    Example,
    check_change,
    check_leave,
    interpreter,
    propose,
)

MUST_CHANGE = [
    Example(
        dedent("""\
        def shortest(words):
            besst = words[0]
            for word in words:
                if len(word) < len(best):
                    best = word
            return best


        print(shortest(["three", "one"]))
        """),
        dedent("""\
        def shortest(words):
            best = words[0]
            for word in words:
                if len(word) < len(best):
                    best = word
            return best


        print(shortest(["three", "one"]))
        """),
    ),
]

MUST_LEAVE = [
    Example(  # the misspelt one is read: two variables
        dedent("""\
        def shortest(words):
            besst = words[0]
            print(besst)
            for word in words:
                if len(word) < len(best):
                    best = word
            return best


        print(shortest(["three", "one"]))
        """),
    ),
    Example(  # spelt in another way altogether
        dedent("""\
        def shortest(words):
            first = words[0]
            for word in words:
                if len(word) < len(best):
                    best = word
            return best


        print(shortest(["three", "one"]))
        """),
    ),
]

TWO_ARE_NEAR = Example(
    dedent("""\
    def shortest(words):
        besst = words[0]
        bestt = words[1]
        for word in words:
            if len(word) < len(best):
                best = word
        return best


    print(shortest(["three", "one"]))
    """),
)


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("misspelt_assignment", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("misspelt_assignment", example)


def test_between_two_names_that_are_as_near_it_is_not_sure() -> None:
    python = interpreter("")
    assert python is not None
    assert all(found.fix.confidence <= 0.3 for found in propose(TWO_ARE_NEAR, python))
