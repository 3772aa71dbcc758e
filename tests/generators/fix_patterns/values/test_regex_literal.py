"""`regex_literal`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        r"""
import re
w = "(x"
print(re.findall(rf"{w}\d", "(x3"))
""",
        r"""
import re
w = "(x"
print(re.findall(rf"{re.escape(w)}\d", "(x3"))
""",
    ),
]

MUST_LEAVE = [
    Example(
        r"""
import re
print(re.findall(r"(\d+", "a1"))
""",
    ),
    Example(
        """\
import re
print(re.compile("[a-"))
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "regex_literal")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
