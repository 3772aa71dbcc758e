"""`windows_path`: what it must change, what it must leave."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.syntax.layout.harness import healed, proposed_by

MUST_CHANGE = {
    "users": (
        """\
import os
path = "C:\\Users\\bob\\new.txt"
other = 'C:\\temp\\x.txt'
print(path, "a\\tb", other)
""",
        """\
import os
path = r"C:\\Users\\bob\\new.txt"
other = r'C:\\temp\\x.txt'
print(path, "a\\tb", other)
""",
    ),
    "users-end": (
        """\
base = "C:\\Users\\bob\\"
print(base + "file.txt", "x")
""",
        """\
base = "C:\\\\Users\\\\bob\\\\"
print(base + "file.txt", "x")
""",
    ),
    "raw-end": (
        """\
base = r"C:\\data\\"
print(base)
""",
        """\
base = "C:\\\\data\\\\"
print(base)
""",
    ),
    "fstr-path": (
        """\
name = "bob"
p = f"C:\\Users\\{name}"
print(p)
""",
        """\
name = "bob"
p = rf"C:\\Users\\{name}"
print(p)
""",
    ),
}
MUST_LEAVE = (
    's = "C:\\\\Users"\nr = r"C:\\Users"\n',
    's = "a\\tb" 3\n',
)


@pytest.mark.parametrize(("before", "after"), MUST_CHANGE.values(), ids=MUST_CHANGE.keys())
def test_heals(before: str, after: str) -> None:
    assert healed(before) == after


@pytest.mark.parametrize("source", MUST_LEAVE)
def test_leaves(source: str) -> None:
    assert proposed_by("windows_path", source) == []
