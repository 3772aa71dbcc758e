"""Which files are scripts to heal, and how they are run."""

from __future__ import annotations

from pathlib import Path

import pytest

from healbot.core.errors import Refused, UsageError
from healbot.core.session import Request
from healbot.reproducers.script import (
    check_script,
    check_script_to_write,
    place_of,
    script_reproducer,
)


def test_scripts(tmp_path: Path) -> None:
    for name, data in (
        ("a.py", b"1 / 0\n"),
        ("gui.pyw", b"1 / 0\n"),
        ("empty.py", b""),
        ("tool", b"#!/usr/bin/env python3\n1 / 0\n"),
        ("bom.py", b"\xef\xbb\xbf1 / 0\r\n"),
        ("latin.py", "# coding: latin-1\n'ü'\n".encode("latin-1")),
        ("full.py", b"#" * 1024 * 1024),
    ):
        (tmp_path / name).write_bytes(data)
        check_script(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", b"1 / 0\n"),
        ("a.sh", b"#!/bin/sh\necho python\n"),
        ("a.py", b"\0"),
        ("a.py", "1 / 0".encode("utf-16")),
        ("a.py", b"#" * (1024 * 1024 + 1)),
        ("a", b""),
    ],
)
def test_no_scripts(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(Refused) as raised:
        check_script(tmp_path / name)
    assert raised.value.hint
    assert raised.value.message.endswith(".")


def test_missing_scripts_have_neighbours(tmp_path: Path) -> None:
    (tmp_path / "report.py").touch()
    with pytest.raises(UsageError) as raised:
        check_script(tmp_path / "reprot.py")
    assert raised.value.hint == f"Did you mean {tmp_path / 'report.py'}?"
    with pytest.raises(UsageError) as raised:
        check_script(tmp_path / "nope" / "report.py")
    assert "no folder" in raised.value.hint


@pytest.mark.parametrize("name", ["\0.py", "x" * 300 + ".py", "a.py/b.py"])
def test_impossible_names(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.py").touch()
    with pytest.raises((Refused, UsageError)):
        check_script(tmp_path / name)


def test_place(tmp_path: Path) -> None:
    (tmp_path / "tools" / "deep").mkdir(parents=True)
    script = tmp_path / "tools" / "job.py"
    script.touch()
    place = place_of(script, tmp_path, tmp_path)
    assert (place.target, place.cwd) == ("tools/job.py", ".")
    assert place_of(script, tmp_path, tmp_path / "tools" / "deep").cwd == "tools/deep"
    assert place_of(script, tmp_path, Path("/")).cwd == "tools"


def test_a_linked_folder_is_seen_through(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "job.py").touch()
    (tmp_path / "alias").symlink_to("real")
    assert place_of(tmp_path / "alias" / "job.py", tmp_path, tmp_path).target == "real/job.py"


def test_outside(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "job.py").touch()
    with pytest.raises(Refused, match="outside of the repository"):
        place_of(tmp_path / "job.py", tmp_path / "project", tmp_path / "project")


def test_repositories_within(tmp_path: Path) -> None:
    """Asked from the outer one, the inner one would get a branch that nobody looks for."""
    (tmp_path / ".git").mkdir()
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / ".git").write_text("gitdir: elsewhere\n")
    (inner / "job.py").touch()
    for root, cwd in ((tmp_path, tmp_path), (inner, tmp_path)):
        with pytest.raises(Refused, match="a repository of its own, inner") as raised:
            place_of(inner / "job.py", root, cwd)
        assert raised.value.hint.endswith("healbot fix job.py")
    assert place_of(inner / "job.py", inner, inner).target == "job.py"


def request(**changes: object) -> Request:
    """Returns a request for ``tools/job.py``."""
    values: dict[str, object] = {
        "target": "tools/job.py", "arguments": ("-x", "a b"), "stdin": None, "cwd": ".",
        "timeout": 5.0,
    }  # fmt: skip
    return Request(**{**values, **changes})  # type: ignore[arg-type]


def test_command(tmp_path: Path) -> None:
    made = script_reproducer(request(), tmp_path, Path("/usr/bin/python3"))
    assert made.argv == ("/usr/bin/python3", "tools/job.py", "-x", "a b")
    assert (made.label, made.cwd, made.stdin) == ("tools/job.py", ".", None)
    below = script_reproducer(request(cwd="tools/deep"), tmp_path, Path("/usr/bin/python3"))
    assert below.argv[1] == "../job.py"


def test_stdin(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_bytes(b"4\r\n")
    assert script_reproducer(request(stdin="in.txt"), tmp_path, Path("p")).stdin == b"4\r\n"
    for path in ("nope.txt", "../in.txt", "."):
        with pytest.raises(UsageError, match="--stdin"):
            script_reproducer(request(stdin=path), tmp_path, Path("p"))


def test_a_script_that_is_to_be_written(tmp_path: Path) -> None:
    for path in ("new.py", "deep/er/new.py", "größe.py"):
        check_script_to_write(tmp_path / path)
    (tmp_path / "there.py").touch()
    (tmp_path / "link.py").symlink_to("nowhere.py")
    (tmp_path / "folder.py").mkdir()
    for path in ("there.py", "link.py", "folder.py", "new", "new.txt", "json.py", "pytest.py"):
        with pytest.raises(UsageError) as raised:
            check_script_to_write(tmp_path / path)
        assert raised.value.hint
    made = script_reproducer(request(goal="Print it."), tmp_path, Path("p"))
    assert (made.goal, made.target) == ("Print it.", "tools/job.py")
