from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.structure.harness import (
    VERSIONS,
    check_change,
    check_leave,
)

MUST_CHANGE = [
    (
        """\
x = 3  // the value
// don't do this
y = x // 2
/* A block
 * comment
 */
print(y)
""",
        """\
x = 3  # the value
# don't do this
y = x // 2
# A block
# comment
print(y)
""",
    ),
]
MUST_LEAVE = [
    "x = 7 // (2\n",
    "x = 7 //\n",
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("before", "after"), MUST_CHANGE)
def test_changes(before: str, after: str, version: str) -> None:
    check_change(before, after, version)


@pytest.mark.parametrize("text", MUST_LEAVE)
def test_leaves(text: str) -> None:
    check_leave(text, "c_comment")
