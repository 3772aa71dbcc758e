"""Examples for `in_place_result`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        numbers = [3, 1]
        numbers = numbers.sort()
        for n in numbers:
            print(n)
        """),
        dedent("""\
        numbers = [3, 1]
        numbers.sort()
        for n in numbers:
            print(n)
        """),
    ),
    Example(
        dedent("""\
        numbers = [3, 1]
        ordered = numbers.sort(reverse=True)
        print(ordered[0])
        """),
        dedent("""\
        numbers = [3, 1]
        ordered = sorted(numbers, reverse=True)
        print(ordered[0])
        """),
    ),
    Example(
        dedent("""\
        words = ["a", "b"]
        for w in words.reverse():
            print(w)
        """),
        dedent("""\
        words = ["a", "b"]
        for w in reversed(words):
            print(w)
        """),
    ),
    Example(
        dedent("""\
        words = ["a", "b"]
        words.sort().reverse()
        print(words)
        """),
        dedent("""\
        words = ["a", "b"]
        words.sort()
        words.reverse()
        print(words)
        """),
    ),
    Example(
        dedent("""\
        def top(scores):
            return scores.sort(reverse=True)

        print(top([1, 2])[0])
        """),
        dedent("""\
        def top(scores):
            return sorted(scores, reverse=True)

        print(top([1, 2])[0])
        """),
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        class Queue:
            def sort(self):
                print("sorted")


        queue = Queue().sort()
        print(queue.head)
        """),
    ),
    Example(
        dedent("""\
        import re

        match = re.search("a", "b")
        print(match.group())
        """),
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("in_place_result", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("in_place_result", example)
