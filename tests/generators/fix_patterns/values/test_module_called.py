"""`module_called`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
import datetime
d = datetime(2020, 1, 2)
print(d)
""",
        """\
import datetime
d = datetime.datetime(2020, 1, 2)
print(d)
""",
    ),
    Example(
        """\
import pprint
pprint({1:2})
""",
        """\
import pprint
pprint.pprint({1:2})
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
import os
print(os("x"))
""",
    ),
    Example(
        """\
import random
print(random(1, 6))
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "module_called")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
