"""Reading files of a project that may be hostile."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from healbot.core.errors import Refused
from healbot.core.source import SourceFile
from healbot.filesystem import WorkTreeFiles, read_regular

LIMIT = 100


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with a secret beside it."""
    (tmp_path / "secret.txt").write_text("SECRET")
    made = tmp_path / "project"
    (made / "lib").mkdir(parents=True)
    (made / "a.py").write_bytes(b"x = 1\r\n")
    (made / "lib" / "b.py").write_bytes(b"\xef\xbb\xbfy = 2")
    return made


class TestReadRegular:
    def test_keeps_bytes_and_mode(self, root: Path) -> None:
        (root / "a.py").chmod(0o750)
        assert read_regular(root, "a.py", LIMIT) == SourceFile("a.py", b"x = 1\r\n", 0o750)
        assert read_regular(root, "lib/b.py", LIMIT) == SourceFile(
            "lib/b.py", b"\xef\xbb\xbfy = 2", 0o644
        )

    @pytest.mark.parametrize(
        "path",
        ["", ".", "lib", "nope.py", "lib/nope/x.py", "../secret.txt", "lib/../../secret.txt",
         "a.py/x", "/etc/passwd", "nul\0.py"],
    )  # fmt: skip
    def test_anything_else_is_none(self, root: Path, path: str) -> None:
        assert read_regular(root, path, LIMIT) is None

    def test_links_are_not_followed(self, root: Path) -> None:
        (root / "link.py").symlink_to("a.py")
        (root / "out").symlink_to("..")
        (root / "loop").symlink_to("loop")
        for path in ("link.py", "out/secret.txt", "loop", "loop/x"):
            assert read_regular(root, path, LIMIT) is None

    def test_a_linked_folder_inside_the_project_is_fine(self, root: Path) -> None:
        (root / "alias").symlink_to("lib")
        assert read_regular(root, "alias/b.py", LIMIT) is not None

    def test_a_linked_root_is_fine(self, root: Path) -> None:
        alias = root.parent / "alias"
        alias.symlink_to(root)
        assert read_regular(alias, "a.py", LIMIT) is not None

    def test_pipes_do_not_block(self, root: Path) -> None:
        os.mkfifo(root / "pipe.py")
        assert read_regular(root, "pipe.py", LIMIT) is None

    def test_the_limit_is_exact(self, root: Path) -> None:
        (root / "full.py").write_bytes(b"#" * LIMIT)
        (root / "over.py").write_bytes(b"#" * (LIMIT + 1))
        assert read_regular(root, "full.py", LIMIT) is not None
        assert read_regular(root, "over.py", LIMIT) is None

    def test_no_descriptor_is_left_open(self, root: Path) -> None:
        os.mkfifo(root / "pipe.py")
        before = sum(1 for _ in Path("/proc/self/fd").iterdir())
        for path in ("a.py", "lib", "pipe.py", "nope.py") * 5:
            read_regular(root, path, LIMIT)
        assert sum(1 for _ in Path("/proc/self/fd").iterdir()) == before


class TestWorkTreeFiles:
    def test_changes_come_first(self, root: Path) -> None:
        changed = SourceFile("a.py", b"x = 2\n")
        files = WorkTreeFiles(root, {"a.py": changed})
        assert files.source("a.py") is changed
        assert files.source("lib/b.py") is not None

    @pytest.mark.parametrize("data", [b"\0\0", b"\xff\xfex\0", b"#" * (1024 * 1024 + 1)])
    def test_what_is_no_source_is_none(self, root: Path, data: bytes) -> None:
        (root / "odd.py").write_bytes(data)
        assert WorkTreeFiles(root, {}).source("odd.py") is None

    def test_other_repositories_are_left_alone(self, root: Path) -> None:
        for folder in (".git", ".GIT", "inner/.git", "inner/lib"):
            (root / folder).mkdir(parents=True, exist_ok=True)
            (root / folder / "x.py").write_text("1\n")
        files = WorkTreeFiles(root, {})
        for path in (".git/x.py", ".GIT/x.py", "inner/.git/x.py", "inner/lib/x.py"):
            assert files.source(path) is None

    def test_names(self, root: Path) -> None:
        (root / ".git").mkdir()
        files = WorkTreeFiles(root, {})
        assert files.names(".") == ("a.py", "lib/")
        assert files.names("lib") == ("b.py",)
        assert files.names("nope") == ()
        assert files.names("..") == ()
        assert files.names("a.py") == ()


class TestNewFiles:
    """What may be created is decided in `healbot.core.new_file`; here it meets a real tree."""

    def test_a_plain_one(self, root: Path) -> None:
        for path in ("new.py", "lib/new.py", "deep/er/new.py"):
            assert WorkTreeFiles(root, {}).new_file(path) == SourceFile.absent(path)

    def test_what_lies_there(self, root: Path) -> None:
        (root / "inner/.git").mkdir(parents=True)
        (root / "module").mkdir()
        (root / "module/.git").write_text("gitdir: ../.git/modules/module\n")
        (root / "odd-venv").mkdir()
        (root / "odd-venv/pyvenv.cfg").touch()
        (root / "linked").symlink_to(root / "lib")
        (root / "away").symlink_to(root.parent)
        os.mkfifo(root / "pipe.py")
        files = WorkTreeFiles(root, {})
        for path in (
            "a.py", "a.py/new.py", "lib/b.py", "inner/new.py", "inner/deep/new.py", "module/new.py",
            "odd-venv/new.py", "linked/new.py", "away/new.py", "pipe.py", "pipe.py/new.py",
            "LIB/new.py", "../new.py", ".git/new.py", "new\0.py", "x" * 300 + ".py", "lib",
        ):  # fmt: skip
            with pytest.raises(Refused, match="No patch may create"):
                files.new_file(path)

    def test_what_an_earlier_patch_created_is_there(self, root: Path) -> None:
        made = {
            path: SourceFile(path, b"x = 1\n") for path in ("pkg/mod.py", "top.py", "lib/deep/c.py")
        }
        files = WorkTreeFiles(root, made)
        assert files.names(".") == ("a.py", "lib/", "pkg/", "top.py")
        assert files.names("lib") == ("b.py", "deep/")
        assert files.names("pkg") == ("mod.py",)
        assert files.names("lib/deep") == ("c.py",)
        assert files.new_file("pkg/other.py") == SourceFile.absent("pkg/other.py")
        for path in ("pkg/mod.py", "pkg/MOD.py", "Pkg/new.py", "top.py/new.py", "TOP.py"):
            with pytest.raises(Refused):
                files.new_file(path)

    def test_what_git_could_not_keep(self, root: Path) -> None:
        files = WorkTreeFiles(root, {}, lambda path: "Git ignores it." if "build" in path else "")
        assert files.new_file("new.py") == SourceFile.absent("new.py")
        with pytest.raises(Refused, match="Git ignores it"):
            files.new_file("build/new.py")

    def test_a_file_that_nobody_may_read_is_no_absent_one(self, root: Path) -> None:
        (root / "a.py").chmod(0)
        file = WorkTreeFiles(root, {}).source("a.py")
        assert file is None or file.exists
