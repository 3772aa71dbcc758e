"""Examples for `import_of_a_member`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        import datetime.datetime

        print(datetime.datetime(2020, 1, 2).year)
        """),
        dedent("""\
        import datetime

        print(datetime.datetime(2020, 1, 2).year)
        """),
    ),
    Example(
        dedent("""\
        import os.path.join

        print(os.path.join("a", "b"))
        """),
        dedent("""\
        import os.path

        print(os.path.join("a", "b"))
        """),
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        import datetime.frobnicate

        print(datetime.frobnicate)
        """),
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("import_of_a_member", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("import_of_a_member", example)
