"""`changed_during_iteration`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
d = {"a": 1, "b": 0}
for k in d:
    if not d[k]:
        del d[k]
print(d)
""",
        """\
d = {"a": 1, "b": 0}
for k in list(d):
    if not d[k]:
        del d[k]
print(d)
""",
    ),
    Example(
        """\
d = {"a": 1, "b": 0}
for k, v in d.items():
    if not v:
        d.pop(k)
print(d)
""",
        """\
d = {"a": 1, "b": 0}
for k, v in list(d.items()):
    if not v:
        d.pop(k)
print(d)
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
raise RuntimeError("the size changed")
""",
    ),
    Example(
        """\
def step():
    raise RuntimeError("stopped")

step()
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "changed_during_iteration")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
