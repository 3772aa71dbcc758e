"""`raise_comma`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "raise-forms": (
        """\
import sys

class MyError(Exception):
    pass

def a(x):
    if x:
        raise ValueError, "bad, %s" % x
    raise MyError, ("a", 3)

def b():
    kind, value, trace = sys.exc_info()
    raise kind, value, trace

def c(trace):
    raise MyError, None, trace
""",
        """\
import sys

class MyError(Exception):
    pass

def a(x):
    if x:
        raise ValueError("bad, %s" % x)
    raise MyError("a", 3)

def b():
    kind, value, trace = sys.exc_info()
    raise value.with_traceback(trace)

def c(trace):
    raise MyError().with_traceback(trace)
""",
    ),
}
MUST_LEAVE = (
    'if 0:\n    raise ValueError("a, b")\n',
    '# raise E, "x"\n',
    'raise ValueError("a" "b"\n',
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("raise_comma", source) == []
