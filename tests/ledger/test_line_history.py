from __future__ import annotations

import sys
from pathlib import Path

import pytest

from healbot.ledger.line_history import GitLineHistory
from healbot.ledger.plumbing import Plumbing
from healbot.ports import LineChange
from tests.git_project import GitProject


def changes(
    project: GitProject, path: str, first: int = 1, last: int = 9, seconds: float = 20
) -> tuple[LineChange, ...]:
    with Plumbing(project.root) as plumbing:
        return GitLineHistory(plumbing, seconds).last_changes(path, first, last)


@pytest.fixture
def project(tmp_path: Path) -> GitProject:
    project = GitProject(tmp_path)
    project.write("app.py", "a = 1\nb = 2\nc = 3\n")
    project.commit("First: letters")
    return project


def commit_at(project: GitProject, when: str, message: str) -> str:
    project.git("add", "--all")
    dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    project.git("commit", "--quiet", "--message", message, environment=dates)
    return project.git("rev-parse", "HEAD")


def test_the_commits_of_lines_come_newest_first(project: GitProject) -> None:
    old = project.git("rev-parse", "HEAD")
    project.write("app.py", "a = 1\nb = 20\nc = 3\n")
    new = commit_at(project, "2026-11-05T23:30:00-0700", "Twenty\n\nA body.")
    assert changes(project, "app.py") == (
        LineChange(new[:10], "2026-11-05", "Twenty", (2,)),
        LineChange(old[:10], "2026-11-02", "First: letters", (1, 3)),
    )
    assert [change.lines for change in changes(project, "app.py", 2, 2)] == [(2,)]


def test_lines_are_those_of_the_work_tree(project: GitProject) -> None:
    project.write("app.py", "# new\n\na = 1\nb = 2\nc = 4\n")
    (change,) = changes(project, "app.py")
    assert change.lines == (3, 4)


@pytest.mark.parametrize(("first", "last", "lines"), [(0, 1, (1,)), (3, 99, (3,)), (-4, 2, (1, 2))])
def test_lines_outside_of_the_file_are_left_out(
    project: GitProject, first: int, last: int, lines: tuple[int, ...]
) -> None:
    assert [change.lines for change in changes(project, "app.py", first, last)] == [lines]


@pytest.mark.parametrize(("first", "last"), [(4, 9), (3, 2), (0, 0), (-3, -1)])
def test_no_lines_have_no_history(project: GitProject, first: int, last: int) -> None:
    assert changes(project, "app.py", first, last) == ()


@pytest.mark.parametrize(
    "path",
    ["no.py", "", ".", "../app.py", "/etc/passwd", "a\0b", "-L1,1", "--", ":/app.py", "x\ny"],
)
def test_other_paths_have_no_history(project: GitProject, path: str) -> None:
    assert changes(project, path) == ()


def test_untracked_empty_and_linked_files_have_no_history(project: GitProject) -> None:
    project.write("new.py", "x = 1\n")
    project.write("empty.py", "")
    (project.root / "link.py").symlink_to("app.py")
    for path in ("new.py", "empty.py", "link.py"):
        assert changes(project, path) == ()


def test_a_repository_without_commits_has_no_history(tmp_path: Path) -> None:
    project = GitProject(tmp_path)
    project.write("app.py", "a = 1\n")
    assert changes(project, "app.py") == ()


@pytest.mark.parametrize(
    "name",
    ["--output=x", "-p", ":(glob)*.py", "a b.py", "ä'\"$(touch y).py", "*.py", "a\\b.py", "HEAD"],
)
def test_odd_names_are_names(project: GitProject, name: str) -> None:
    project.write(name, "x = 1\n")
    project.commit("Odd")
    assert [change.subject for change in changes(project, name)] == ["Odd"]
    assert {item.name for item in project.root.iterdir()} == {".git", "app.py", name}


@pytest.mark.skipif(sys.platform == "win32", reason="shell scripts")
def test_no_setting_of_the_repository_is_obeyed(project: GitProject, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\necho ran >> {ran}\ncat\n")
    script.chmod(0o755)
    project.write("app.py", "a = 1\nb = 20\nc = 3\n")
    project.write(".gitattributes", "*.py diff=evil filter=evil\n")
    new = commit_at(project, "2026-11-05T10:00:00+0000", "Twenty")
    project.write("ignored", new + "\n")
    for key, value in {
        "blame.ignoreRevsFile": str(project.root / "ignored"),
        "blame.markIgnoredLines": "true",
        "diff.evil.textconv": str(script),
        "diff.external": str(script),
        "filter.evil.clean": str(script),
        "filter.evil.smudge": str(script),
        "core.fsmonitor": str(script),
        "core.pager": str(script),
        "core.sshCommand": str(script),
        "alias.blame": f"!{script}",
        "core.hooksPath": str(tmp_path),
        "core.abbrev": "4",
        "blame.date": "relative",
        "i18n.logOutputEncoding": "utf-16",
    }.items():
        project.git("config", key, value)
    assert [change.commit for change in changes(project, "app.py", 2, 2)] == [new[:10]]
    assert not ran.exists()


def test_line_ends_that_git_converts_are_no_change(project: GitProject) -> None:
    project.git("config", "core.autocrlf", "true")
    project.write("app.py", "a = 1\r\nb = 2\r\nc = 3\r\n")
    assert [change.lines for change in changes(project, "app.py")] == [(1, 2, 3)]


def test_renames_are_followed(project: GitProject) -> None:
    project.git("mv", "app.py", "moved.py")
    project.commit("Moved")
    assert [change.subject for change in changes(project, "moved.py")] == ["First: letters"]


def test_a_subject_in_any_encoding_and_a_time_without_sense(project: GitProject) -> None:
    project.write("app.py", "a = 10\nb = 2\nc = 3\n")
    project.git("add", "--all")
    tree, parent = project.git("write-tree"), project.git("rev-parse", "HEAD")
    who = b"E <e@example.invalid> 99999999999999 +9999"
    data = (
        f"tree {tree}\nparent {parent}\n".encode()
        + b"author " + who + b"\ncommitter " + who + b"\n\nbad \xff\x1b[31m bytes\n"
    )  # fmt: skip
    commit = project.git("hash-object", "-t", "commit", "-w", "--stdin", "--literally", stdin=data)
    project.git("update-ref", "HEAD", commit)
    newest, *_ = changes(project, "app.py")
    assert newest.commit == commit[:10]
    assert newest.lines == (1,)
    assert newest.subject.startswith("bad \ufffd")
    newest.date.encode("ascii")


def test_after_a_question_that_took_too_long_none_is_asked(project: GitProject) -> None:
    with Plumbing(project.root) as plumbing:
        history = GitLineHistory(plumbing, 1e-9)
        assert history.last_changes("app.py", 1, 3) == ()
        history_seconds = vars(history)["_seconds"]
        assert history_seconds == 0
        assert history.last_changes("app.py", 1, 3) == ()


def test_the_repository_is_left_as_it_was(project: GitProject) -> None:
    before = sorted(
        (path.relative_to(project.root), path.stat().st_mtime_ns)
        for path in project.root.rglob("*")
        if path.is_file()
    )
    assert changes(project, "app.py")
    after = sorted(
        (path.relative_to(project.root), path.stat().st_mtime_ns)
        for path in project.root.rglob("*")
        if path.is_file()
    )
    assert after == before
