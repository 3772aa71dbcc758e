"""`text_index`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
users = {"a": {"age": 3}, "b": {"age": 4}}
for u in users:
    print(u["age"])
""",
        """\
users = {"a": {"age": 3}, "b": {"age": 4}}
for u in users.values():
    print(u["age"])
""",
    ),
    Example(
        """\
users = {"a": {"age": 3}, "b": {"age": 4}}
for u in users:
    print(u, u["age"])
""",
        """\
users = {"a": {"age": 3}, "b": {"age": 4}}
for u in users:
    print(u, users[u]["age"])
""",
    ),
    Example(
        """\
import json
text = '{"items": [{"n": 1}, {"n": 2}]}'
data = json.loads(text)
for it in data:
    print(it["n"])
""",
        """\
import json
text = '{"items": [{"n": 1}, {"n": 2}]}'
data = json.loads(text)
for it in data["items"]:
    print(it["n"])
""",
    ),
    Example(
        """\
import json
text = '{"n": 1}'
print(text["n"])
""",
        """\
import json
text = json.loads('{"n": 1}')
print(text["n"])
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
text = "plain words"
print(text["name"])
""",
    ),
    Example(
        """\
def show(row):
    print(row["name"])

show("Ann")
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "text_index")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
