"""`number_for_text`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
text = "a-b"
print(text.replace("a", 5))
""",
        """\
text = "a-b"
print(text.replace("a", str(5)))
""",
    ),
    Example(
        r"""
import re
print(re.findall(r"\d", 123))
""",
        r"""
import re
print(re.findall(r"\d", str(123)))
""",
    ),
    Example(
        """\
import os
print(os.path.join("a", 5))
""",
        """\
import os
print(os.path.join("a", str(5)))
""",
    ),
    Example(
        """\
n = 7
print(n in "a7")
""",
        """\
n = 7
print(str(n) in "a7")
""",
    ),
    Example(
        """\
nums = int(input().split())
print(sum(nums))
""",
        """\
nums = [int(item) for item in input().split()]
print(sum(nums))
""",
        stdin="3 4\n",
    ),
    Example(
        """\
n = 121
if n == n[::-1]:
    print("palindrome")
""",
        """\
n = 121
if str(n) == str(n)[::-1]:
    print("palindrome")
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
import re
print(re.findall("a", None))
""",
    ),
    Example(
        """\
print("x".replace("x", None))
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "number_for_text")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
