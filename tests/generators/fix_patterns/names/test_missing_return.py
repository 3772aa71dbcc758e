"""Examples for `missing_return`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        def squares(n):
            result = []
            for i in range(n):
                result.append(i * i)

        for s in squares(3):
            print(s)
        """),
        dedent("""\
        def squares(n):
            result = []
            for i in range(n):
                result.append(i * i)
            return result

        for s in squares(3):
            print(s)
        """),
    ),
    Example(
        dedent("""\
        def add(a, b):
            a + b

        print(add(1, 2) + 3)
        """),
        dedent("""\
        def add(a, b):
            return a + b

        print(add(1, 2) + 3)
        """),
    ),
    Example(
        dedent("""\
        def load():
            rows = []
            rows.append(1)


        def total(rows):
            return sum(rows)


        print(total(load()))
        """),
        dedent("""\
        def load():
            rows = []
            rows.append(1)
            return rows


        def total(rows):
            return sum(rows)


        print(total(load()))
        """),
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        def log(text):
            print(text)


        print(log("a").upper())
        """),
    ),
    Example(
        dedent("""\
        def find(items, wanted):
            for item in items:
                if item == wanted:
                    return item


        print(find(["a"], "b").upper())
        """),
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("missing_return", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("missing_return", example)
