"""Examples for `variable_hides_module`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        import time

        time = time.time()
        print(time > 0)
        time.sleep(0)
        print("done")
        """),
        dedent("""\
        import time

        time_value = time.time()
        print(time_value > 0)
        time.sleep(0)
        print("done")
        """),
    ),
    Example(
        dedent("""\
        import json


        def load(text):
            json = json.loads(text)
            return json["a"]


        print(load('{"a": 1}'))
        """),
        dedent("""\
        import json


        def load(text):
            json_value = json.loads(text)
            return json_value["a"]


        print(load('{"a": 1}'))
        """),
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        def show():
            print(total)
            total = 3


        show()
        """),
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("variable_hides_module", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("variable_hides_module", example)
