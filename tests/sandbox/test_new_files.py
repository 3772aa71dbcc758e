"""Files that a patch adds are in the tree that it was made for, and in no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from healbot.core.errors import Refused
from healbot.core.source import SourceFile
from healbot.ports import Sandbox
from tests.sandbox.conftest import python, shell

PATHS = ("top.py", "pkg/added.py", "fresh/__init__.py", "fresh/deep/er.py")
NEW = {path: SourceFile(path, f"VALUE = {path!r}\n".encode()) for path in PATHS}
IMPORTS = "import top, pkg.added, fresh, fresh.deep.er as er, pkg.value; print(er.VALUE)"
LIST = "find . -name '*.py' -not -path './.*' | sort"


def _listed(*paths: str) -> str:
    return "".join(f"./{path}\n" for path in sorted(paths))


def test_new_files_can_be_imported_and_read(sandbox: Sandbox, project: Path) -> None:
    with sandbox.fresh_tree(NEW) as tree:
        done = python(tree, IMPORTS)
        assert done.stdout == "fresh/deep/er.py\n", done.stderr
        for path in PATHS:
            assert tree.read(path) == NEW[path].data
        found = shell(
            tree, "stat -c %a fresh/deep/er.py top.py; test -w fresh/deep && echo writable"
        )
        assert found.stdout == "644\n644\nwritable\n"
    assert not (project / "top.py").exists()
    assert not (project / "fresh").exists()


def test_a_tree_without_the_patch_does_not_have_them(sandbox: Sandbox) -> None:
    for changes in ({}, NEW, {}, {"top.py": NEW["top.py"]}, {}):
        with sandbox.fresh_tree(changes) as tree:
            own = ("pkg/__init__.py", "pkg/value.py")
            assert shell(tree, LIST).stdout == _listed(*own, *changes)
            failed = python(tree, "import fresh.deep.er")
            assert failed.exited_zero == (changes is NEW)


@pytest.mark.parametrize("path", ["../out.py", "/tmp/out.py", "linked/out.py"])
def test_a_new_file_leaves_no_tree(sandbox: Sandbox, project: Path, path: str) -> None:
    (project / "linked").symlink_to(project / "pkg")
    with pytest.raises(Refused), sandbox.fresh_tree({path: SourceFile(path, b"x = 1\n")}):
        pass
    assert not (project.parent / "out.py").exists()
    assert not (project / "pkg/out.py").exists()
