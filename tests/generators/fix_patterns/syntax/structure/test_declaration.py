from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.structure.harness import (
    VERSIONS,
    check_change,
    check_leave,
)

MUST_CHANGE = [
    (
        '''\
count = 0
def inc():
    """Add."""
    print(count)
    global count
    count += 1
inc()
''',
        '''\
count = 0
def inc():
    """Add."""
    global count
    print(count)
    count += 1
inc()
''',
    ),
    (
        """\
count = 0
def inc():
    nonlocal count
    count += 1
inc()
""",
        "count = 0\ndef inc():\n    global count\n    count += 1\ninc()\n",
    ),
    (
        "def inc():\n    global count = 3\ninc()\n",
        "def inc():\n    global count\n    count = 3\ninc()\n",
    ),
]
MUST_LEAVE = [
    "def f():\n    nonlocal zzz\n    zzz = 1\n",
    "nonlocal x\n",
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("before", "after"), MUST_CHANGE)
def test_changes(before: str, after: str, version: str) -> None:
    check_change(before, after, version)


@pytest.mark.parametrize("text", MUST_LEAVE)
def test_leaves(text: str) -> None:
    check_leave(text, "declaration")
