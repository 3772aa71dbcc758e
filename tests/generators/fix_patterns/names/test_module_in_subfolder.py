"""Examples for `module_in_subfolder`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        from helpers import double

        print(double(2))
        """),
        dedent("""\
        from lib.helpers import double

        print(double(2))
        """),
        files={"lib/helpers.py": "def double(x):\n    return x * 2\n"},
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        from helpers import double

        print(double(2))
        """),
        files={
            "lib/helpers.py": "def double(x):\n    return x * 2\n",
            "old/helpers.py": "def double(x):\n    return x + x\n",
        },
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("module_in_subfolder", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("module_in_subfolder", example)
