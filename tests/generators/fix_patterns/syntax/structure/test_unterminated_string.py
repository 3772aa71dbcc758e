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
print("hello)
""",
        """\
print("hello")
""",
    ),
    (
        """\
print(hello")
""",
        """\
print("hello")
""",
    ),
    (
        "print('I don't know')\n",
        """\
print("I don't know")
""",
    ),
    (
        """\
print("He said "hi" to me")
""",
        """\
print('He said "hi" to me')
""",
    ),
    (
        """\
xs = ["a", "b, "c"]
""",
        """\
xs = ["a", "b", "c"]
""",
    ),
    (
        """\
n = 3
print("Total:  + str(n))
""",
        """\
n = 3
print("Total: " + str(n))
""",
    ),
    (
        """\
n = 3
print("Total:, n)
""",
        """\
n = 3
print("Total:", n)
""",
    ),
    (
        """\
x = "abc  # the name
""",
        """\
x = "abc"  # the name
""",
    ),
    (
        """\
d = {
    "a": "x",
    "b: "y",
}
""",
        """\
d = {
    "a": "x",
    "b": "y",
}
""",
    ),
    (
        """\
import sys
sys.stdout.write("line
")
""",
        """\
import sys
sys.stdout.write("line\\n")
""",
    ),
    (
        """\
print("hello"")
""",
        """\
print("hello")
""",
    ),
    (
        """\
print("abc')
""",
        """\
print("abc")
""",
    ),
    (
        """\
n = "bob"
print(f"Hello {n}!)
""",
        """\
n = "bob"
print(f"Hello {n}!")
""",
    ),
]
MUST_LEAVE = [
    "x = 1 +\n",
    """\
x = ("a"
""",
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("before", "after"), MUST_CHANGE)
def test_changes(before: str, after: str, version: str) -> None:
    check_change(before, after, version)


@pytest.mark.parametrize("text", MUST_LEAVE)
def test_leaves(text: str) -> None:
    check_leave(text, "unterminated_string")
