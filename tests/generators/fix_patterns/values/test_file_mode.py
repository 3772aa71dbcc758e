"""`file_mode`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
with open("o.txt") as f:
    f.write("x")
""",
        """\
with open("o.txt", "w") as f:
    f.write("x")
""",
        files={},
    ),
    Example(
        """\
f = open("w", "o.txt")
f.write("x")
f.close()
print("k")
""",
        """\
f = open("o.txt", "w")
f.write("x")
f.close()
print("k")
""",
    ),
    Example(
        """\
with open("d.txt", "w") as f:
    for line in f:
        print(line)
""",
        """\
with open("d.txt", "r") as f:
    for line in f:
        print(line)
""",
        files={"d.txt": "hi\n"},
    ),
]

MUST_LEAVE = [
    Example(
        """\
import io
stream = io.TextIOWrapper(io.FileIO(1, "w"))
stream.read()
""",
    ),
    Example(
        """\
open("x.txt", "q")
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "file_mode")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
