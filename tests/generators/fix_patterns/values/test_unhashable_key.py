"""`unhashable_key`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
d = {}
for w in ["abc", "cab"]:
    key = sorted(w)
    if key not in d:
        d[key] = []
    d[key].append(w)
print(list(d.values()))
""",
        """\
d = {}
for w in ["abc", "cab"]:
    key = tuple(sorted(w))
    if key not in d:
        d[key] = []
    d[key].append(w)
print(list(d.values()))
""",
    ),
    Example(
        """\
print(set([[1,2],[1,2]]))
""",
        """\
print(set(map(tuple, [[1,2],[1,2]])))
""",
    ),
    Example(
        """\
rows = [[1,2],[1,2]]
print(len(set(rows)))
""",
        """\
rows = [[1,2],[1,2]]
print(len(set(map(tuple, rows))))
""",
    ),
    Example(
        """\
from functools import lru_cache
@lru_cache
def f(x): return sum(x)
print(f([1,2]))
""",
        """\
from functools import lru_cache
@lru_cache
def f(x): return sum(x)
print(f((1,2)))
""",
    ),
    Example(
        """\
seen = set()
seen.add([1, 2])
print(seen)
""",
        """\
seen = set()
seen.add((1, 2))
print(seen)
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
print({{"a": 1}, {"b": 2}})
""",
    ),
    Example(
        """\
rows = [{"a": 1}]
print(set(rows))
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "unhashable_key")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
