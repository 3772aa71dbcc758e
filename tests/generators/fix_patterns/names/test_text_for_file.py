"""Examples for `text_for_file`: what it must rewrite and what it must leave alone."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.generators.fix_patterns.names.harness import Example, check_change, check_leave

MUST_CHANGE = [
    Example(
        dedent("""\
        import json

        text = '{"a": 1}'
        print(json.load(text)["a"])
        """),
        dedent("""\
        import json

        text = '{"a": 1}'
        print(json.loads(text)["a"])
        """),
    ),
    Example(
        dedent("""\
        import json

        def save(data):
            json.dump(data, "out.json")

        save([1])
        print("ok")
        """),
        dedent("""\
        import json

        def save(data):
            with open("out.json", "w") as file:
                json.dump(data, file)

        save([1])
        print("ok")
        """),
    ),
]

MUST_LEAVE = [
    Example(
        dedent("""\
        class Reader:
            def load(self, source):
                return source.read()


        print(Reader().load("text"))
        """),
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    check_change("text_for_file", example)


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    check_leave("text_for_file", example)
