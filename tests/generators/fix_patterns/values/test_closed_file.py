"""`closed_file`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
with open("o.txt", "w") as f:
    f.write("a")
for i in range(2):
    f.write("b")
print("x")
""",
        """\
with open("o.txt", "w") as f:
    f.write("a")
    for i in range(2):
        f.write("b")
print("x")
""",
    ),
    Example(
        """\
f = open("o.txt", "w")
for i in range(2):
    f.write("b")
    f.close()
print("x")
""",
        """\
f = open("o.txt", "w")
for i in range(2):
    f.write("b")
f.close()
print("x")
""",
    ),
    Example(
        """\
def lines(path):
    with open(path) as f:
        return (line.strip() for line in f)
for l in lines("d.txt"):
    print(l)
""",
        """\
def lines(path):
    with open(path) as f:
        return [line.strip() for line in f]
for l in lines("d.txt"):
    print(l)
""",
        files={"d.txt": "hi\n"},
    ),
    Example(
        """\
import csv
def rows(path):
    with open(path) as f:
        return csv.DictReader(f)
for l in rows("d.txt"):
    print(l["a"])
""",
        """\
import csv
def rows(path):
    with open(path) as f:
        return list(csv.DictReader(f))
for l in rows("d.txt"):
    print(l["a"])
""",
        files={"d.txt": "a,b\n1,2\n"},
    ),
    Example(
        """\
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(2) as pool:
    fs = [pool.submit(abs, -1)]
fs.append(pool.submit(abs, -2))
print([f.result() for f in fs])
""",
        """\
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(2) as pool:
    fs = [pool.submit(abs, -1)]
    fs.append(pool.submit(abs, -2))
print([f.result() for f in fs])
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
import io
stream = io.StringIO("x")
def stop(s):
    s.close()
stop(stream)
print(stream.read())
""",
    ),
    Example(
        """\
raise ValueError("I/O operation on closed file")
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "closed_file")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
