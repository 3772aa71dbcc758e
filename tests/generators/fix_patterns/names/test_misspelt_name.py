"""Examples for `misspelt_name`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        def total(prices):
            result = 0
            for price in prices:
                result += pirce
            return result


        print(total([1, 2]))
        """),
        dedent("""\
        def total(prices):
            result = 0
            for price in prices:
                result += price
            return result


        print(total([1, 2]))
        """),
    ),
    Example(
        dedent("""\
        values = [1, 2, 3]
        pritn(sum(values))
        """),
        dedent("""\
        values = [1, 2, 3]
        print(sum(values))
        """),
    ),
    Example(
        dedent("""\
        def main():
            print("hi")


        if name == "__main__":
            main()
        """),
        dedent("""\
        def main():
            print("hi")


        if __name__ == "__main__":
            main()
        """),
    ),
    Example(
        dedent("""\
        def area(width, height):
            return w * height


        print(area(2, 3))
        """),
        dedent("""\
        def area(width, height):
            return width * height


        print(area(2, 3))
        """),
    ),
    Example(
        dedent("""\
        def show(results):
            for result in result:
                print(result)


        show([1])
        """),
        dedent("""\
        def show(results):
            for result in results:
                print(result)


        show([1])
        """),
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        height = 3
        weight_factor = 2
        print(zoom_level * 2)
        """),
    ),
    Example(
        dedent("""\
        def total():
            return 3


        print(totals + 1)
        """),
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("misspelt_name", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("misspelt_name", example)
