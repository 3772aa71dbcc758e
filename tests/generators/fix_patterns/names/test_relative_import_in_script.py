"""Examples for `relative_import_in_script`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        from .helpers import double

        print(double(2))
        """),
        dedent("""\
        from helpers import double

        print(double(2))
        """),
        files={"helpers.py": "def double(x):\n    return x * 2\n"},
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        from .settings import TOKEN

        print(TOKEN)
        """),
    ),
    Example(
        dedent("""\
        from ..settings import TOKEN

        print(TOKEN)
        """),
        files={"settings.py": "TOKEN = 1\n"},
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("relative_import_in_script", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("relative_import_in_script", example)
