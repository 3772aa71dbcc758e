"""Examples for `misspelt_import`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        from collections import defaultDict

        d = defaultDict(int)
        print(d["x"])
        """),
        dedent("""\
        from collections import defaultdict

        d = defaultdict(int)
        print(d["x"])
        """),
    ),
    Example(
        dedent("""\
        import jsno

        print(jsno.dumps([1]))
        """),
        dedent("""\
        import json

        print(json.dumps([1]))
        """),
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        import requsets_oauth_toolbelt

        print(requsets_oauth_toolbelt.session())
        """),
    ),
    Example(
        dedent("""\
        from helper import greet

        NAME = "x"
        print(greet())
        """),
        files={"helper.py": "from script import NAME\n\n\ndef greet():\n    return NAME\n"},
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("misspelt_import", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("misspelt_import", example)
