"""`decimal_with_float`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
from decimal import Decimal
print(Decimal("10") * 1.2)
""",
        """\
from decimal import Decimal
print(Decimal("10") * Decimal("1.2"))
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
from decimal import Decimal
print(Decimal("1") + None)
""",
    ),
    Example(
        """\
from decimal import Decimal
print(Decimal("1") + [1])
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "decimal_with_float")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
