"""`number_text`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
print(int("3.50") * 2)
""",
        """\
print(float("3.50") * 2)
""",
    ),
    Example(
        """\
print(int("1,234"))
""",
        """\
print(int("1,234".replace(",", "")))
""",
    ),
    Example(
        """\
print(float("$12.50"))
""",
        """\
print(float("$12.50".replace("$", "")))
""",
    ),
    Example(
        """\
with open("d.csv") as f:
    for line in f:
        n, v = line.strip().split(",")
        print(n, float(v))
""",
        """\
with open("d.csv") as f:
    next(f)
    for line in f:
        n, v = line.strip().split(",")
        print(n, float(v))
""",
        files={"d.csv": "name,v\na,3.5\n"},
    ),
]

MUST_LEAVE = [
    Example(
        """\
print(int("abc"))
""",
    ),
    Example(
        """\
print(int(""))
""",
    ),
    Example(
        """\
values = ["1.5", "n/a", "2"]
print(sum(float(v) for v in values))
""",
    ),
    Example(
        """\
print(float("12:30"))
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "number_text")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
