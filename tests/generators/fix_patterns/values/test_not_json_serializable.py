"""`not_json_serializable`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
import json
from datetime import date
print(json.dumps({"d": date(2020,1,1)}))
""",
        """\
import json
from datetime import date
print(json.dumps({"d": date(2020,1,1)}, default=str))
""",
    ),
    Example(
        """\
import json
print(json.dumps({"d": {3, 1}}))
""",
        """\
import json
print(json.dumps({"d": {3, 1}}, default=sorted))
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
import json
print(json.dumps({"z": 3j}))
""",
    ),
    Example(
        """\
import json
print(json.dumps({(1, 2): 3}))
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "not_json_serializable")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
