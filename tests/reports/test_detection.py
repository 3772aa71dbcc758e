"""What was found to fail, as a table, as JSON and as a matrix of jobs."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from healbot.core.failure_groups import FailureGroup
from healbot.reports.detection import (
    MAX_MATRIX,
    Detection,
    detection_as_json,
    detection_as_matrix,
    print_detection,
)

_GROUPS = (
    FailureGroup(
        "a" * 40,
        "KeyError: 't' in total (cart.py:9)",
        ("t/test_a.py::test_x[b]", "t/test_a.py::test_y"),
    ),
    FailureGroup(
        "b" * 40, "ValueError: \x1b[31mred", tuple(f"t/test_b.py::test_{n}" for n in range(9))
    ),
)


def _detection(kind: str = "pytest", cwd: str = ".", **changes: object) -> Detection:
    groups = changes.pop("groups", _GROUPS)
    return Detection(
        kind, "make test" if kind == "command" else kind, cwd, "configured in pytest.ini",
        groups, ("tox (configured in tox.ini)",), ("packages/web",),  # type: ignore[arg-type]
    )  # fmt: skip


def _printed(found: Detection, width: int = 120) -> str:
    out = Console(file=io.StringIO(), width=width, markup=False, highlight=False)
    print_detection(out, found)
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


def test_a_failure_without_tests_is_not_said_to_be_in_tests() -> None:
    groups = (FailureGroup("a" * 40, "NameError: x in area (lib.py:2)", ()),)
    assert _printed(_detection("command", groups=groups)).endswith("1 different failure.\n")


@pytest.mark.parametrize("width", [30, 200])
def test_the_table(width: int) -> None:
    text = _printed(_detection(), width)
    joined = "".join(text.split())
    for part in ("pytest: configured in pytest.ini", "also seen: tox", "packages/web"):
        assert "".join(part.split()) in joined
    if width == 200:
        assert "aaaaaaaa" in text
        assert "t/test_a.py::test_x[b]" in text
        assert "and 6 more" in text
        assert "KeyError: 't' in total (cart.py:9)" in text
    assert "\x1b" not in text
    assert "2differentfailuresin11tests." in joined


def test_nothing_fails() -> None:
    text = _printed(_detection(cwd="lib", groups=()))
    assert "pytest in lib: configured in pytest.ini" in text
    assert text.rstrip().endswith("nothing fails")


def test_json() -> None:
    found = json.loads(json.dumps(detection_as_json(_detection())))
    assert (found["version"], found["kind"], found["runner"]) == (1, "detection", "pytest")
    assert found["failures"][0] == {
        "fingerprint": "a" * 40,
        "headline": "KeyError: 't' in total (cart.py:9)",
        "tests": ["t/test_a.py::test_x[b]", "t/test_a.py::test_y"],
    }


def test_a_matrix_has_one_job_for_each_failure() -> None:
    line, left_out = detection_as_matrix(_detection())
    assert left_out == 0
    assert json.loads(line) == {
        "include": [
            {"name": "KeyError: 't' in total (cart.py:9)", "target": "t/test_a.py::test_x[b]",
             "kind": "pytest"},
            {"name": "ValueError: \ufffd[31mred", "target": "t/test_b.py::test_0",
             "kind": "pytest"},
        ]
    }  # fmt: skip


def test_a_matrix_is_one_line_whatever_is_in_it() -> None:
    nasty = FailureGroup(
        "c" * 40, "a\nb\r\u2028c" + "x" * 500, ("t.py::test[\n\u2028::set-output]",)
    )
    line, _ = detection_as_matrix(_detection(groups=(nasty,)))
    assert len(line.splitlines()) == 1
    (entry,) = json.loads(line)["include"]
    assert entry["target"] == nasty.tests[0]
    assert len(entry["name"]) == 80
    assert detection_as_matrix(_detection(groups=())) == ('{"include":[]}', 0)


def test_a_matrix_has_at_most_256_jobs() -> None:
    groups = tuple(
        FailureGroup(f"{n:040}", "x", (f"t.py::test_{n}",)) for n in range(MAX_MATRIX + 9)
    )
    line, left_out = detection_as_matrix(_detection(groups=groups))
    assert (len(json.loads(line)["include"]), left_out) == (256, 9)


@pytest.mark.parametrize(
    ("kind", "test", "target"),
    [
        ("pytest", "t/test_a.py::test_x", "pkg/lib/t/test_a.py::test_x"),
        ("unittest", "t.test_a.TestA.test_x", "pkg.lib.t.test_a.TestA.test_x"),
        ("command", "t/test_a.py::test_x", "make test"),
    ],
)
def test_targets_are_those_of_the_root(kind: str, test: str, target: str) -> None:
    groups = (FailureGroup("d" * 40, "x", (test,)), FailureGroup("e" * 40, "y", (test,)))
    line, _ = detection_as_matrix(_detection(kind, "pkg/lib", groups=groups))
    entries = json.loads(line)["include"]
    assert {entry["target"] for entry in entries} == {target}
    assert len(entries) == (1 if kind == "command" else 2)
