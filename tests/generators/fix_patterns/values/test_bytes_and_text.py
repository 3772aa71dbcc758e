"""`bytes_and_text`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
import hashlib
print(hashlib.sha256("abc").hexdigest()[:5])
""",
        """\
import hashlib
print(hashlib.sha256(b"abc").hexdigest()[:5])
""",
    ),
    Example(
        """\
import hashlib
pw="abc"
print(hashlib.md5(pw).hexdigest()[:5])
""",
        """\
import hashlib
pw="abc"
print(hashlib.md5(pw.encode()).hexdigest()[:5])
""",
        python="3.8",
    ),
    Example(
        """\
with open("o.txt", "wb") as f:
    f.write("hello")
print(open("o.txt").read())
""",
        """\
with open("o.txt", "w") as f:
    f.write("hello")
print(open("o.txt").read())
""",
    ),
    Example(
        """\
import csv
with open("o.csv", "wb") as f:
    w = csv.writer(f)
    w.writerow([1, 2])
""",
        """\
import csv
with open("o.csv", "w", newline="") as f:
    w = csv.writer(f)
    w.writerow([1, 2])
""",
    ),
    Example(
        """\
import pickle
with open("o.pkl", "w") as f:
    pickle.dump([1], f)
""",
        """\
import pickle
with open("o.pkl", "wb") as f:
    pickle.dump([1], f)
""",
    ),
    Example(
        """\
import subprocess
out = subprocess.check_output(["echo", "a b"])
print(out.split(" "))
""",
        """\
import subprocess
out = subprocess.check_output(["echo", "a b"]).decode()
print(out.split(" "))
""",
    ),
    Example(
        """\
with open("d.txt", "rb") as f:
    for line in f:
        print(line.split(","))
""",
        """\
with open("d.txt", "r") as f:
    for line in f:
        print(line.split(","))
""",
        files={"d.txt": "a,b\n"},
    ),
    Example(
        """\
import base64
print("Token: " + base64.b64encode(b"abc"))
""",
        """\
import base64
print("Token: " + base64.b64encode(b"abc").decode())
""",
    ),
    Example(
        r"""
data = b"abc"
print(data + "\n")
""",
        r"""
data = b"abc"
print(data + b"\n")
""",
    ),
    Example(
        r"""
import re
data = b"abc 12"
print(re.findall(r"\d+", data))
""",
        r"""
import re
data = b"abc 12"
print(re.findall(r"\d+", data.decode()))
""",
    ),
    Example(
        """\
n = 3
with open("o.txt", "w") as f:
    f.write(n)
""",
        """\
n = 3
with open("o.txt", "w") as f:
    f.write(str(n))
""",
    ),
    Example(
        """\
print(bytes("abc"))
""",
        """\
print(bytes("abc", "utf-8"))
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
import hashlib
print(hashlib.sha256(None).hexdigest())
""",
    ),
    Example(
        """\
with open("o.txt", "w") as handle:
    handle.write(["a", "b"])
""",
    ),
    Example(
        """\
with open("o.txt", "w") as handle:
    handle.write(None)
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "bytes_and_text")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
