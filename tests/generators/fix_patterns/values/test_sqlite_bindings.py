"""`sqlite_bindings`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
import sqlite3
c = sqlite3.connect(":memory:")
c.execute("create table t(n)")
name = "abc"
c.execute("insert into t values (?)", (name))
print(c.execute("select * from t").fetchall())
""",
        """\
import sqlite3
c = sqlite3.connect(":memory:")
c.execute("create table t(n)")
name = "abc"
c.execute("insert into t values (?)", (name,))
print(c.execute("select * from t").fetchall())
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
import sqlite3
db = sqlite3.connect(":memory:")
db.execute("create table t (a, b)")
db.execute("insert into t values (?, ?)", (1,))
""",
    ),
    Example(
        """\
import sqlite3
db = sqlite3.connect(":memory:")
print(db.execute("select * from missing").fetchall())
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "sqlite_bindings")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
