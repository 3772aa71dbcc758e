"""`mutable_default`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
from dataclasses import dataclass
@dataclass
class A:
    x: int
    tags: list = []
    d: dict = {}
print(A(1))
""",
        """\
from dataclasses import dataclass, field
@dataclass
class A:
    x: int
    tags: list = field(default_factory=list)
    d: dict = field(default_factory=dict)
print(A(1))
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
raise ValueError("mutable default for the field")
""",
    ),
    Example(
        """\
from dataclasses import dataclass

@dataclass
class Item:
    name: str

    def __post_init__(self):
        raise ValueError("no name")

Item("x")
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "mutable_default")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
