"""`json_text`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
import json
t = "{'a': 1, 'b': True}"
print(json.loads(t))
""",
        """\
import json
import ast
t = "{'a': 1, 'b': True}"
print(ast.literal_eval(t))
""",
    ),
    Example(
        """\
import json
with open("d.json") as f:
    rows = json.load(f)
print(rows)
""",
        """\
import json
with open("d.json") as f:
    rows = [json.loads(line) for line in f if line.strip()]
print(rows)
""",
        files={"d.json": '{"a": 1}\n{"a": 2}\n'},
    ),
    Example(
        """\
import json
print(json.loads("d.json"))
""",
        """\
import json
from pathlib import Path
print(json.loads(Path("d.json").read_text()))
""",
        files={"d.json": '{"a": 1}\n'},
    ),
    Example(
        """\
import json
with open("d.json") as f:
    print(json.loads(f))
""",
        """\
import json
with open("d.json") as f:
    print(json.load(f))
""",
        files={"d.json": '{"a": 1}\n'},
    ),
    Example(
        """\
import json
print(json.load('{"a": 1}'))
""",
        """\
import json
print(json.loads('{"a": 1}'))
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
import json
print(json.loads("<html>"))
""",
    ),
    Example(
        """\
import json
print(json.loads(""))
""",
    ),
    Example(
        """\
import json
print(json.loads(None))
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "json_text")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
