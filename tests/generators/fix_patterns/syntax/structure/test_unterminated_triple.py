from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.structure.harness import (
    VERSIONS,
    check_change,
    check_leave,
)

# Python 3.8 echoes all lines of the string, which the traceback's reader takes for its end.
NEWER = tuple(version for version in VERSIONS if version != "3.8")

MUST_CHANGE = [
    (
        '''\
def f(x):
    """Return x.
    return x

def g(y):
    """Return y."""
    return y
''',
        '''\
def f(x):
    """Return x."""
    return x

def g(y):
    """Return y."""
    return y
''',
    ),
    (
        '''\
def f(x):
    """
    Return x.

    Args:
        x: the value

    y = x
    return y
''',
        '''\
def f(x):
    """
    Return x.

    Args:
        x: the value
    """

    y = x
    return y
''',
    ),
    (
        '''\
def f(x):
    ""Return x."""
    return x
''',
        '''\
def f(x):
    """Return x."""
    return x
''',
    ),
    (
        '''\
def f(x):
    """Return x.""
    return x
''',
        '''\
def f(x):
    """Return x."""
    return x
''',
    ),
    (
        '''\
def f(x):
    """
    Return x
    ""
    return x
''',
        '''\
def f(x):
    """
    Return x
    """
    return x
''',
    ),
    (
        '''\
def f(x):
    Return x."""
    return x
''',
        '''\
def f(x):
    """Return x."""
    return x
''',
    ),
    (
        '''\
text = """
Hello there,
this is text

print(text)
''',
        '''\
text = """
Hello there,
this is text
"""

print(text)
''',
    ),
]
MUST_LEAVE = [
    '''\
x = """a""" +
''',
    "x = (1\n",
]


@pytest.mark.parametrize("version", NEWER)
@pytest.mark.parametrize(("before", "after"), MUST_CHANGE)
def test_changes(before: str, after: str, version: str) -> None:
    check_change(before, after, version)


@pytest.mark.parametrize("text", MUST_LEAVE)
def test_leaves(text: str) -> None:
    check_leave(text, "unterminated_triple")
