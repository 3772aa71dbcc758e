"""`missing_body`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "missing-body": (
        """\
def todo():
    # write this later

def main():
    print("hi")

main()
""",
        """\
def todo():
    # write this later
    pass

def main():
    print("hi")

main()
""",
    ),
    "missing-except-body": (
        """\
import json
try:
    data = json.loads("{}")
except ValueError:
finally:
    print("done")
""",
        """\
import json
try:
    data = json.loads("{}")
except ValueError:
    pass
finally:
    print("done")
""",
    ),
}
MUST_LEAVE = (
    "def f():\n    # nothing\n    pass\n",
    'x = "def f():"\n',
    "def f(x:\n    return x\n",
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("missing_body", source) == []
