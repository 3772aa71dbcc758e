"""`missing_counter_key`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
counts = {}
for w in "a b a".split():
    counts[w] += 1
print(counts)
""",
        """\
counts = {}
for w in "a b a".split():
    counts[w] = counts.get(w, 0) + 1
print(counts)
""",
    ),
    Example(
        """\
groups = {}
for k, v in [("a", 1), ("a", 2)]:
    groups[k].append(v)
print(groups)
""",
        """\
groups = {}
for k, v in [("a", 1), ("a", 2)]:
    groups.setdefault(k, []).append(v)
print(groups)
""",
    ),
    Example(
        """\
totals = {}
for k, v in [("a", 1.5), ("a", 2)]:
    totals[k] = totals[k] + v
print(totals)
""",
        """\
totals = {}
for k, v in [("a", 1.5), ("a", 2)]:
    totals[k] = totals.get(k, 0) + v
print(totals)
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
stock = {"pen": 3}
for name in ("pen", "zebra"):
    stock[name] -= 1
""",
    ),
    Example(
        """\
scores = {}
for team in ("Lions", "Bears"):
    scores[team] = 0
for winner in ("Lions", "Otters"):
    scores[winner] += 1
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "missing_counter_key")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
