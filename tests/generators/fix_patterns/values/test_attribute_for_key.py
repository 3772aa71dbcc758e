"""`attribute_for_key`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
import argparse
p = argparse.ArgumentParser()
p.add_argument("--n", default=3)
args = p.parse_args([])
print(args["n"])
""",
        """\
import argparse
p = argparse.ArgumentParser()
p.add_argument("--n", default=3)
args = p.parse_args([])
print(args.n)
""",
    ),
    Example(
        """\
from collections import namedtuple
P = namedtuple("P", "x y")
p = P(1, 2)
print(p["x"])
""",
        """\
from collections import namedtuple
P = namedtuple("P", "x y")
p = P(1, 2)
print(p.x)
""",
    ),
    Example(
        """\
class Deck:
    def __init__(self):
        self.cards = [1, 2]
d = Deck()
for c in d:
    print(c)
print(len(d))
""",
        """\
class Deck:
    def __init__(self):
        self.cards = [1, 2]
d = Deck()
for c in d.cards:
    print(c)
print(len(d))
""",
        heals=False,
    ),
]

MUST_LEAVE = [
    Example(
        """\
class Box:
    pass

print(Box()["size"])
""",
    ),
    Example(
        """\
class Box:
    def __init__(self):
        self.left = []
        self.right = []

print(len(Box()))
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "attribute_for_key")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
