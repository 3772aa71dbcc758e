"""`exec_statement`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "exec-forms": (
        """\
scope = {}
exec "x = 1" in scope
exec("y = 2") in scope
exec "z = 3"
""",
        """\
scope = {}
exec("x = 1", scope)
exec("y = 2", scope)
exec("z = 3")
""",
    ),
}
MUST_LEAVE = (
    'exec("x = 1")\n',
    'm = "exec code in d"\n',
    "exec = = 1\n",
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("exec_statement", source) == []
