"""`file_encoding`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
with open("d.txt") as f:
    print(f.read())
""",
        """\
with open("d.txt", encoding="latin-1") as f:
    print(f.read())
""",
        files={"d.txt": b"caf\xe9"},
    ),
    Example(
        """\
with open("d.txt", encoding="ascii") as f:
    for line in f:
        print(line)
""",
        """\
with open("d.txt", encoding="utf-8") as f:
    for line in f:
        print(line)
""",
        files={"d.txt": b"caf\xc3\xa9"},
    ),
    Example(
        """\
import json
with open("d.json") as f:
    print(json.load(f))
""",
        """\
import json
with open("d.json", encoding="utf-8-sig") as f:
    print(json.load(f))
""",
        files={"d.json": b"\xef\xbb\xbf{}"},
    ),
    Example(
        """\
with open("d.txt") as f:
    print(f.read())
""",
        """\
with open("d.txt", encoding="utf-16") as f:
    print(f.read())
""",
        files={"d.txt": b"\xff\xfec\x00a\x00f\x00\xe9\x00"},
    ),
    Example(
        r"""
print(b"caf\xc3\xa9".decode("ascii"))
""",
        r"""
print(b"caf\xc3\xa9".decode("utf-8"))
""",
    ),
    Example(
        """\
with open("o.txt", "w", encoding="ascii") as f:
    f.write("café")
""",
        """\
with open("o.txt", "w", encoding="utf-8") as f:
    f.write("café")
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
print(open("d.txt", encoding="utf-8").read())
""",
        files={"d.txt": b"\xc3\xa9 \xc3\xbc \xc3\xb6\xff ok"},
    ),
    Example(
        """\
print(open("d.png", encoding="utf-8").read())
""",
        files={"d.png": b"\x89PNG\r\n\x1a\nabc\xe9"},
    ),
    Example(
        r"""
print(b"\xff\xfe\xc3\xa9".decode("utf-8"))
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "file_encoding")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
