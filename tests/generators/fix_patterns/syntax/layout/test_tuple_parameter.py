"""`tuple_parameter`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "tuple-forms": (
        '''\
def area((w, h), name="x"):
    """The area."""
    return w * h

pairs = sorted({"a": 2, "b": 1}.items(), key=lambda (k, v): (v, k))
''',
        '''\
def area(w_h, name="x"):
    """The area."""
    w, h = w_h
    return w * h

pairs = sorted({"a": 2, "b": 1}.items(), key=lambda k_v: (k_v[1], k_v[0]))
''',
    ),
}
MUST_LEAVE = (
    "f = lambda k, v: (k, v)\n",
    's = "lambda (a, b): a"\n',
    "def f(a, b:\n    pass\n",
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("tuple_parameter", source) == []
