"""The only code that writes to the user's files."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from healbot.core.errors import EnvironmentProblem, Refused
from healbot.core.source import SourceFile
from healbot.ledger.work_tree import apply_to_work_tree
from tests.git_project import GitProject


def source(path: str, text: str) -> dict[str, SourceFile]:
    """Returns one file by its path."""
    return {path: SourceFile(path, text.encode())}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with two files."""
    (tmp_path / "a.py").write_text("old\n")
    (tmp_path / "b.py").write_text("other\n")
    return tmp_path


def test_replaces_and_keeps_the_mode(root: Path) -> None:
    (root / "a.py").chmod(0o751)
    apply_to_work_tree(root, source("a.py", "old\n"), source("a.py", "new\n"))
    assert (root / "a.py").read_text() == "new\n"
    assert (root / "a.py").stat().st_mode & 0o7777 == 0o751
    assert sorted(path.name for path in root.iterdir()) == ["a.py", "b.py"]


def test_twice_is_as_once(root: Path) -> None:
    for _ in range(2):
        apply_to_work_tree(root, source("a.py", "old\n"), source("a.py", "new\n"))
    assert (root / "a.py").read_text() == "new\n"


def test_changed_files_are_refused_before_anything_is_written(root: Path) -> None:
    base = source("a.py", "old\n") | source("b.py", "what healbot saw\n")
    patched = source("a.py", "new\n") | source("b.py", "new\n")
    with pytest.raises(Refused, match=r"b\.py has changes") as raised:
        apply_to_work_tree(root, base, patched)
    assert raised.value.hint
    assert (root / "a.py").read_text() == "old\n"


@pytest.mark.parametrize("how", ["missing", "link", "folder", "link above"])
def test_what_is_no_longer_a_file_is_refused(root: Path, tmp_path: Path, how: str) -> None:
    path = "a.py"
    outside = tmp_path.parent / f"outside-{how.replace(' ', '-')}"
    outside.mkdir()
    (outside / "a.py").write_text("old\n")
    (root / "a.py").unlink()
    if how == "link":
        (root / "a.py").symlink_to(outside / "a.py")
    elif how == "folder":
        (root / "a.py").mkdir()
    elif how == "link above":
        (root / "sub").symlink_to(outside)
        path = "sub/a.py"
    with pytest.raises(Refused):
        apply_to_work_tree(root, source(path, "old\n"), source(path, "new\n"))
    assert (outside / "a.py").read_text() == "old\n"


def absent(path: str) -> dict[str, SourceFile]:
    """Returns what stands for a file that is not there."""
    return {path: SourceFile.absent(path)}


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o644)])
@pytest.mark.parametrize("path", ["new.py", "pkg/deep/new.py"])
def test_a_new_file_is_created(root: Path, path: str, umask: int, mode: int) -> None:
    before = os.umask(umask)
    try:
        executable = {path: SourceFile(path, b"x = 1\n", 0o755)}
        apply_to_work_tree(root, absent(path), executable)
    finally:
        os.umask(before)
    assert (root / path).read_text() == "x = 1\n"
    assert (root / path).stat().st_mode & 0o7777 == mode
    assert [file.name for file in (root / path).parent.iterdir() if file.name[0] == "."] == []
    apply_to_work_tree(root, absent(path), executable)  # twice is as once


def test_a_new_file_where_no_hard_links_are(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*paths: Path) -> None:
        raise OSError(errno.EOPNOTSUPP, "Operation not supported")

    monkeypatch.setattr(os, "link", refuse)
    apply_to_work_tree(root, absent("new.py"), source("new.py", "x = 1\n"))
    assert (root / "new.py").read_text() == "x = 1\n"
    assert sorted(path.name for path in root.iterdir()) == ["a.py", "b.py", "new.py"]


@pytest.mark.parametrize(
    "how", ["file", "link", "dangling link", "folder", "link above", "file above", "other case"]
)
def test_a_new_file_overwrites_nothing(root: Path, tmp_path: Path, how: str) -> None:
    path = "sub/new.py" if how.endswith("above") else "new.py"
    outside = tmp_path.parent / f"away-{how.replace(' ', '-')}"
    outside.mkdir()
    (outside / "old.py").write_text("old\n")
    match how:
        case "file":
            (root / path).write_text("mine\n")
        case "link":
            (root / path).symlink_to(outside / "old.py")
        case "dangling link":
            (root / path).symlink_to(outside / "nothing.py")
        case "folder":
            (root / path).mkdir()
        case "link above":
            (root / "sub").symlink_to(outside)
        case "file above":
            (root / "sub").write_text("mine\n")
        case "other case":
            (root / "NEW.py").write_text("mine\n")
    with pytest.raises(Refused) as raised:
        apply_to_work_tree(
            root,
            source("a.py", "old\n") | absent(path),
            source("a.py", "new\n") | source(path, "x = 1\n"),
        )
    assert raised.value.hint
    assert (root / "a.py").read_text() == "old\n", "nothing at all is written"
    assert [file.name for file in outside.iterdir()] == ["old.py"]
    assert (outside / "old.py").read_text() == "old\n"


@pytest.mark.parametrize(
    "path",
    ["../new.py", ".git/hooks/new.py", ".github/new.py", "conftest.py", "new.sh", "a.py/new.py"],
)
def test_where_no_file_is_created(root: Path, path: str) -> None:
    with pytest.raises(Refused):
        apply_to_work_tree(root, absent(path), source(path, "x = 1\n"))
    assert sorted(found.name for found in root.iterdir()) == ["a.py", "b.py"]


def test_a_read_only_folder(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere; the end-to-end tests cover it")
    (tmp_path / "a.py").write_text("old\n")
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(EnvironmentProblem, match="could not be written"):
            apply_to_work_tree(tmp_path, source("a.py", "old\n"), source("a.py", "new\n"))
    finally:
        tmp_path.chmod(0o755)


def test_git_sees_an_ordinary_change(project: GitProject) -> None:
    project.write("a.py", "old\n")
    project.commit()
    apply_to_work_tree(project.root, source("a.py", "old\n"), source("a.py", "new\n"))
    assert project.git("status", "--porcelain") == " M a.py"
