"""`date_arithmetic`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
from datetime import datetime, date
print(datetime(2020,1,2) < date(2020,1,3))
""",
        """\
from datetime import datetime, date
print(datetime(2020,1,2).date() < date(2020,1,3))
""",
    ),
    Example(
        """\
from datetime import date
d = date(2020,1,2)
print(d + 7)
""",
        """\
from datetime import date, timedelta
d = date(2020,1,2)
print(d + timedelta(days=7))
""",
    ),
    Example(
        """\
from datetime import date
due = "2020-01-02"
print(date(2020,1,5) - due)
""",
        """\
from datetime import date
due = date.fromisoformat("2020-01-02")
print(date(2020,1,5) - due)
""",
    ),
    Example(
        """\
from datetime import date
delta = date(2020,1,2) - date(2020,1,1)
print(delta > 3)
""",
        """\
from datetime import date
delta = date(2020,1,2) - date(2020,1,1)
print(delta.days > 3)
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
from datetime import date
print(date(2024, 1, 1) - "soon")
""",
    ),
    Example(
        """\
from datetime import date
print(date(2024, 1, 1) - None)
""",
    ),
    Example(
        """\
from datetime import date
print(date(2024, 1, 1) + date(2024, 1, 2))
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "date_arithmetic")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
