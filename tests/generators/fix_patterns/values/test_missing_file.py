"""`missing_file`: what it must change and what it must leave alone."""

from __future__ import annotations

import pytest

from tests.generators.fix_patterns.values.harness import Example, assert_changed, assert_left

MUST_CHANGE = [
    Example(
        """\
with open("data.csv") as f:
    print(f.read())
""",
        """\
from pathlib import Path
with open(Path(__file__).parent / "data.csv") as f:
    print(f.read())
""",
        script="tools/script.py",
        files={"tools/data.csv": "a,b\n"},
    ),
    Example(
        """\
with open("sales.csv") as f:
    print(f.read())
""",
        """\
with open("Sales.csv") as f:
    print(f.read())
""",
        files={"Sales.csv": "a,b\n"},
    ),
    Example(
        """\
with open("data/sale.csv") as f:
    print(f.read())
""",
        """\
with open("data/sales.csv") as f:
    print(f.read())
""",
        files={"data/sales.csv": "a,b\n"},
    ),
    Example(
        """\
with open("sales.csv") as f:
    print(f.read())
""",
        """\
with open("data/sales.csv") as f:
    print(f.read())
""",
        files={"data/sales.csv": "a,b\n"},
    ),
    Example(
        """\
with open("/data/sales.csv") as f:
    print(f.read())
""",
        """\
with open("data/sales.csv") as f:
    print(f.read())
""",
        files={"data/sales.csv": "a,b\n"},
    ),
    Example(
        r"""
with open("data\\sales.csv") as f:
    print(f.read())
""",
        """\
with open("data/sales.csv") as f:
    print(f.read())
""",
        files={"data/sales.csv": "a,b\n"},
    ),
    Example(
        """\
import os
name = "sales"
path = os.path.join("dat", name + ".csv")
with open(path) as f:
    print(f.read())
""",
        """\
import os
name = "sales"
path = os.path.join("data", name + ".csv")
with open(path) as f:
    print(f.read())
""",
        files={"data/sales.csv": "a,b\n"},
    ),
    Example(
        """\
with open("out/r.txt", "w") as f:
    f.write("x")
print("done")
""",
        """\
import os
os.makedirs("out", exist_ok=True)
with open("out/r.txt", "w") as f:
    f.write("x")
print("done")
""",
    ),
    Example(
        """\
from pathlib import Path
p = Path("out") / "r.txt"
p.write_text("x")
print("done")
""",
        """\
from pathlib import Path
p = Path("out") / "r.txt"
p.parent.mkdir(parents=True, exist_ok=True)
p.write_text("x")
print("done")
""",
    ),
    Example(
        """\
import os
os.mkdir("a/b")
""",
        """\
import os
os.makedirs("a/b")
""",
    ),
]

MUST_LEAVE = [
    Example(
        """\
print(open("nothing-here.csv").read())
""",
        files={"other.txt": "x"},
    ),
    Example(
        """\
print(open("report.csv").read())
""",
        files={"a/report.csv": "x", "b/report.csv": "y"},
    ),
    Example(
        """\
print(open("/no/such/place/x.txt").read())
""",
    ),
]


@pytest.mark.parametrize("example", MUST_CHANGE)
def test_changes(example: Example) -> None:
    assert_changed(example, "missing_file")


@pytest.mark.parametrize("example", MUST_LEAVE)
def test_leaves(example: Example) -> None:
    assert_left(example)
