"""`list_index`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
rows = [{"n": 1}, {"n": 2}]
for r in rows:
    print(rows["n"])
""",
        """\
rows = [{"n": 1}, {"n": 2}]
for r in rows:
    print(r["n"])
""",
    ),
    Example(
        """\
xs = ["a", "b"]
for x in xs:
    print(xs[x])
""",
        """\
xs = ["a", "b"]
for x in xs:
    print(x)
""",
    ),
    Example(
        """\
g = [[1,2],[3,4]]
print(g[1, 0])
""",
        """\
g = [[1,2],[3,4]]
print(g[1][0])
""",
    ),
    Example(
        """\
m = [[1, 2] [3, 4]]
print(m)
""",
        """\
m = [[1, 2], [3, 4]]
print(m)
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
rows = [{"name": "a"}, {"name": "b"}]
print(rows["name"])
""",
    ),
    Example(
        """\
rows = [1, 2]
print(rows[None])
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "list_index")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
