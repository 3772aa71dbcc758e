"""The only code that writes to the user's files."""

from __future__ import annotations

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
