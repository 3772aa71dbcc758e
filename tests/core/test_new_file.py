"""Where a patch may create a file."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from healbot.core.new_file import PathKind, clash_among, why_not_created

_PROJECT = {
    "a.py": PathKind.FILE,
    "pkg": PathKind.FOLDER,
    "pkg/mod.py": PathKind.FILE,
    "pkg/link": PathKind.LINK,
    "loop.py": PathKind.LINK,
    "vendored": PathKind.REPOSITORY,
    "virtual": PathKind.ENVIRONMENT,
    "pipe": PathKind.OTHER,
    "Größe": PathKind.FOLDER,
    "odd.py": PathKind.FOLDER,
}


class _Places:
    def __init__(self, kinds: Mapping[str, PathKind]) -> None:
        self._kinds = kinds

    def kind(self, path: str) -> PathKind:
        return self._kinds.get(path, PathKind.MISSING)

    def names(self, folder: str) -> tuple[str, ...]:
        return tuple(
            posixpath.basename(path) + "/" * (kind is PathKind.FOLDER)
            for path, kind in self._kinds.items()
            if (posixpath.dirname(path) or ".") == folder
        )


PLACES = _Places(_PROJECT)


@pytest.mark.parametrize(
    "path",
    [
        "b.py", "pkg/b.py", "pkg/new/deep/b.py", "new/__init__.py", "größe.py", "pkg/b c.py",
        "Größe/x.py", "odd.py/x.py", "my-script.py", "report (1).py", "日本.py", "console.py",
    ],
)  # fmt: skip
def test_plain_new_files_may_be_created(path: str) -> None:
    assert why_not_created(path, PLACES) == ""


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("", "no plain path"),
        ("/etc/b.py", "no plain path"),
        ("pkg//b.py", "no plain path"),
        ("b.py/", "no plain path"),
        ("x/" * 250 + "b.py", "no plain path"),
        ("../b.py", "begin with a dot"),
        ("pkg/../../b.py", "begin with a dot"),
        ("./b.py", "begin with a dot"),
        (".git/hooks/b.py", "begin with a dot"),
        ("pkg/.git/b.py", "begin with a dot"),
        (".GIT/b.py", "begin with a dot"),
        (".github/b.py", "begin with a dot"),
        (".b.py", "begin with a dot"),
        ("git~1/b.py", "meaning of its own"),
        ("GIT~1/hooks/b.py", "meaning of its own"),
        ("..\\b.py", "meaning of its own"),
        ("C:b.py", "meaning of its own"),
        ("b.py::$DATA.py", "meaning of its own"),
        (".g\u200cit/b.py", "do not show"),
        ("\u200c.git/b.py", "do not show"),
        ("a\u202eyp.py", "do not show"),
        ("b\n.py", "do not show"),
        ("b\0.py", "do not show"),
        ("b\ud800.py", "do not show"),
        ("gro\u0308ße.py", "do not show"),
        ("-c.py", "a dash"),
        ("pkg./b.py", "end in a dot"),
        ("pkg /b.py", "end in a dot"),
        ("con.py", "file system"),
        ("NUL.txt.py", "file system"),
        ("lpt1/b.py", "file system"),
        ("x" * 130 + ".py", "file system"),
        ("lib/site-packages/b.py", "no place for sources"),
        ("__pycache__/b.py", "no place for sources"),
        ("Node_Modules/b.py", "no place for sources"),
        ("pytest.ini", "only Python files"),
        ("zz.pth", "only Python files"),
        ("Makefile", "only Python files"),
        ("b.PY", "only Python files"),
        ("b.pyc", "only Python files"),
        ("b.py.so", "only Python files"),
        ("conftest.py", "would configure"),
        ("pkg/conftest.py", "would configure"),
        ("sitecustomize.py", "would configure"),
        ("UserCustomize.py", "would configure"),
        ("noxfile.py", "would configure"),
        ("a.py", "a file is there already"),
        ("loop.py", "a symbolic link is there already"),
        ("odd.py", "a folder is there already"),
        ("a.py/b.py", "a.py is a file"),
        ("pkg/link/b.py", "pkg/link is a symbolic link"),
        ("vendored/b.py", "repository of its own"),
        ("virtual/lib/b.py", "virtual environment"),
        ("pipe/b.py", "special file"),
        ("new.py/b.py", "name of a file"),
        ("pkg/x.py/y/b.py", "name of a file"),
        ("A.py", "cannot tell A.py from a.py"),
        ("PKG/b.py", "cannot tell PKG from pkg"),
        ("pkg/MOD.py", "cannot tell"),
        ("GRÖSSE/b.py", "cannot tell"),
    ],
)  # fmt: skip
def test_where_nothing_may_be_created(path: str, reason: str) -> None:
    said = why_not_created(path, PLACES)
    assert reason in said
    assert said.startswith("No patch may create ")
    assert said.isprintable()


_PART = st.sampled_from(
    ["a.py", "b.py", "pkg", "pkg/link", "new", "..", ".", "", ".git", "git~1", "vendored",
     "virtual", "GIT", "x.py", "c:", "~", "\u200b", " ", "-", "con", "loop.py"]
) | st.text(max_size=4)  # fmt: skip


@given(st.lists(_PART, max_size=5).map("/".join))
@settings(deadline=None, max_examples=400)
@example("pkg/new/b.py")
def test_what_may_be_created_is_a_plain_path_below_folders(path: str) -> None:
    if why_not_created(path, PLACES):
        return
    parts = path.split("/")
    assert path == posixpath.normpath(path)
    assert not path.startswith(("/", "../"))
    assert not any(part.startswith(".") or "git~" in part.lower() for part in parts)
    assert path.endswith(".py")
    assert path not in _PROJECT
    for count in range(1, len(parts)):
        above = "/".join(parts[:count])
        assert _PROJECT.get(above, PathKind.FOLDER) is PathKind.FOLDER


@pytest.mark.parametrize(
    ("paths", "clash"),
    [
        (["a.py", "b.py", "pkg/a.py"], ""),
        (["pkg/a.py", "pkg/b.py"], ""),
        (["a.py", "a.py"], ""),
        (["a.py", "A.py"], "both a.py and A.py"),
        (["pkg/a.py", "Pkg/b.py"], "both pkg and Pkg"),
        (["straße.py", "STRASSE.py"], "both straße.py and STRASSE.py"),
    ],
)
def test_new_files_that_some_file_systems_mix_up(paths: list[str], clash: str) -> None:
    assert clash in clash_among(paths)
    assert bool(clash_among(paths)) == bool(clash)
