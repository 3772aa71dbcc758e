"""`text_for_path`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
BASE = "data"
print((BASE / "x.txt").read_text())
""",
        """\
from pathlib import Path
BASE = "data"
print((Path(BASE) / "x.txt").read_text())
""",
        files={"data/x.txt": "hi\n"},
    ),
]

MUST_LEAVE = [
    Example(
        """\
a = "hello"
b = "there"
print(a / b)
""",
    ),
    Example(
        """\
print("hello" / "there")
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "text_for_path")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
