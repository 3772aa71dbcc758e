"""Examples for `foreign_literal`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        config = {"debug": true, "path": null, "verbose": false}
        print(config)
        """),
        dedent("""\
        config = {"debug": True, "path": None, "verbose": False}
        print(config)
        """),
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        print(true_value + 1)
        """),
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("foreign_literal", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("foreign_literal", example)
