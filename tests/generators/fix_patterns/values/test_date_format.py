"""`date_format`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
from datetime import datetime
print(datetime.strptime("2024-03-15", "%d/%m/%Y"))
""",
        """\
from datetime import datetime
print(datetime.strptime("2024-03-15", "%Y-%m-%d"))
""",
    ),
    Example(
        """\
from datetime import datetime
for s in ["25/12/2024 10:30"]:
    print(datetime.strptime(s, "%m/%d/%Y"))
""",
        """\
from datetime import datetime
for s in ["25/12/2024 10:30"]:
    print(datetime.strptime(s, "%d/%m/%Y %H:%M"))
""",
    ),
    Example(
        """\
from datetime import datetime
print(datetime.strptime("March 5, 2024", "%b %d %Y"))
""",
        """\
from datetime import datetime
print(datetime.strptime("March 5, 2024", "%B %d, %Y"))
""",
    ),
    Example(
        """\
from datetime import datetime
print(datetime.strptime("2024-03-15T10:20:30.123Z", "%Y-%m-%dT%H:%M:%S"))
""",
        """\
from datetime import datetime
print(datetime.strptime("2024-03-15T10:20:30.123Z", "%Y-%m-%dT%H:%M:%S.%fZ"))
""",
    ),
    Example(
        """\
from datetime import datetime
print(datetime.strptime("10:30 PM", "%H:%M"))
""",
        """\
from datetime import datetime
print(datetime.strptime("10:30 PM", "%I:%M %p"))
""",
    ),
    Example(
        """\
from datetime import datetime
print(datetime.fromisoformat("2024-03-15T10:20:30Z"))
""",
        """\
from datetime import datetime
print(datetime.fromisoformat("2024-03-15T10:20:30Z".replace("Z", "+00:00")))
""",
        python="3.8",
    ),
    Example(
        """\
from datetime import datetime
for s in ["05/03/2024", "25/03/2024"]:
    print(datetime.strptime(s, "%Y-%m-%d").date())
""",
        """\
from datetime import datetime
for s in ["05/03/2024", "25/03/2024"]:
    print(datetime.strptime(s, "%d/%m/%Y").date())
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
from datetime import datetime
print(datetime.strptime("soon", "%Y-%m-%d"))
""",
    ),
    Example(
        """\
from datetime import datetime
for text in ["2024-01-02", "03/04/2024"]:
    print(datetime.strptime(text, "%Y-%m-%d"))
""",
    ),
    Example(
        """\
from datetime import datetime
print(datetime.strptime("2024-02-31", "%Y-%m-%d"))
""",
    ),
    Example(
        """\
from datetime import datetime
print(datetime.fromisoformat("tomorrow"))
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "date_format")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
