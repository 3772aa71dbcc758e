"""The pieces that deal with files: layers, copies, removal, patches, Git data, mounts."""

from __future__ import annotations

import os
import stat
from pathlib import Path, PurePosixPath

import pytest

from healbot.core.errors import EnvironmentProblem
from healbot.core.source import SourceFile
from healbot.removal import remove_tree
from healbot.sandbox.bubblewrap import Mount, hide, in_order, show
from healbot.sandbox.copying import copy_project
from healbot.sandbox.disk_usage import disk_usage
from healbot.sandbox.hidden_git import find_git_places
from healbot.sandbox.hidden_places import hidden_places
from healbot.sandbox.layers import LayeredFolder
from healbot.sandbox.patch_layer import newer_than, write_changed_file

SECOND = 10**9


def test_the_uppermost_layer_wins(tmp_path: Path) -> None:
    upper, lower = tmp_path / "upper", tmp_path / "lower"
    for layer in (upper, lower):
        (layer / "folder").mkdir(parents=True)
        (layer / "folder" / "both").write_text(layer.name)
    (lower / "folder" / "below").write_text("below")
    (lower / "file").write_text("file")
    (upper / "file").mkdir()
    files = LayeredFolder((upper, lower), PurePosixPath("/project"))
    assert files.read("folder/both", 100) == b"upper"
    assert files.read("folder/below", 100) == b"below"
    assert files.read("file", 100) is None


def test_links_are_followed_within_the_layers(tmp_path: Path) -> None:
    upper, lower = tmp_path / "upper", tmp_path / "lower"
    (lower / "folder").mkdir(parents=True)
    (lower / "folder" / "real").write_text("real")
    upper.mkdir()
    (upper / "absolute").symlink_to("/project/folder/real")
    (upper / "up").symlink_to("folder/../folder/real")
    (upper / "out").symlink_to("../lower/folder/real")
    (upper / "a").symlink_to("b")
    (upper / "b").symlink_to("a")
    files = LayeredFolder((upper, lower), PurePosixPath("/project"))
    assert files.read("absolute", 100) == b"real"
    assert files.read("up", 100) == b"real"
    assert files.read("out", 100) is None
    assert files.read("a", 100) is None


def test_a_copy_has_everything_but_ways_out(project: Path, tmp_path: Path) -> None:
    (project / "run.sh").write_text("#!/bin/sh\n")
    (project / "run.sh").chmod(0o750)
    (project / "inside").symlink_to("pkg/value.py")
    (project / "inside_absolute").symlink_to(project / "pkg")
    (project / "outside").symlink_to("/etc/passwd")
    (project / "twice").symlink_to("outside")
    (project / "dangling").symlink_to("nothing")
    (project / "loop").symlink_to("loop")
    os.mkfifo(project / "pipe")
    (project / "env").mkdir()
    (project / "env" / "pyvenv.cfg").touch()
    (project / "pkg" / ".git").write_text("gitdir: elsewhere\n")
    (project / "locked").mkdir(mode=0o555)
    copy = tmp_path / "copy"
    copy_project(project, copy)
    names = {str(path.relative_to(copy)) for path in copy.rglob("*")}
    assert names == {
        *("data.txt", "pkg", "pkg/__init__.py", "pkg/value.py", "run.sh", "locked"),
        *("inside", "inside_absolute", "dangling", "loop"),
    }
    assert (copy / "inside_absolute").resolve() == (copy / "pkg").resolve()
    assert stat.S_IMODE((copy / "run.sh").stat().st_mode) == 0o750
    original = (project / "data.txt").stat()
    assert (copy / "data.txt").stat().st_mtime_ns == original.st_mtime_ns
    assert (copy / "data.txt").stat().st_ino != original.st_ino


def test_a_project_that_is_too_large_is_not_copied(project: Path, tmp_path: Path) -> None:
    with (project / "large").open("wb") as file:
        file.truncate(2_000_000)
    with pytest.raises(EnvironmentProblem, match="MiB to copy"):
        copy_project(project, tmp_path / "copy", max_bytes=1_000_000)


def test_removal_does_not_follow_links(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir(mode=0o755)
    (kept / "file").touch()
    doomed = tmp_path / "doomed"
    (doomed / "a" / "b").mkdir(parents=True)
    (doomed / "link").symlink_to(kept)
    (doomed / "a" / "link").symlink_to(kept)
    (doomed / "a" / ".healbot-removed-1").mkdir()
    (doomed / ".healbot-removed-1").mkdir()
    remove_tree(doomed)
    assert not doomed.exists()
    assert (kept / "file").exists()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o755


def test_removal_of_what_is_missing_is_no_error(tmp_path: Path) -> None:
    remove_tree(tmp_path / "missing")


@pytest.mark.parametrize("age", [-5 * SECOND, 0, SECOND // 2, 3600 * SECOND])
def test_a_changed_file_has_another_whole_second(tmp_path: Path, age: int) -> None:
    import time

    original = tmp_path / "file"
    original.touch()
    moment = time.time_ns() + age
    os.utime(original, ns=(moment, moment))
    assert newer_than(original) // SECOND > moment // SECOND


def test_a_change_replaces_links_and_read_only_files(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    victim = tmp_path / "victim"
    victim.write_text("kept")
    (root / "link").symlink_to(victim)
    (root / "fixed").write_text("old")
    (root / "fixed").chmod(0o400)
    for name in ("link", "fixed"):
        write_changed_file(root, root, name, SourceFile(name, b"new"))
        assert (root / name).read_text() == "new"
    assert victim.read_text() == "kept"


def test_git_data_is_found_in_around_and_behind_the_project(tmp_path: Path) -> None:
    tmp_path = tmp_path.resolve()
    root = tmp_path / "outer" / "project"
    (root / "lib" / ".git").mkdir(parents=True)
    (root / "Odd" / ".GIT").mkdir(parents=True)
    (tmp_path / "outer" / ".git").mkdir()
    main = tmp_path / "main" / ".git"
    (main / "worktrees" / "project").mkdir(parents=True)
    (main / "worktrees" / "project" / "commondir").write_text("../..\n")
    (root / ".git").write_text(f"gitdir: {main}/worktrees/project\n")
    places = find_git_places(root)
    assert places.inside == (".git", "Odd/.GIT", "lib/.git")
    assert set(places.outside) >= {main, main / "worktrees/project", tmp_path / "outer/.git"}


def test_secrets_are_hidden_by_place_and_by_variable(tmp_path: Path) -> None:
    tmp_path = tmp_path.resolve()
    home, key, inside = tmp_path / "home", tmp_path / "key.json", tmp_path / "project" / "key"
    home.mkdir()
    inside.parent.mkdir()
    key.touch()
    inside.touch()
    environ = {
        "HOME": str(home),
        "GOOGLE_APPLICATION_CREDENTIALS": str(key),
        "TEST_KEY_FILE": str(inside),
        "SOME_TOKEN": "/usr/bin",
        "OTHER_TOKEN": "no path",
    }
    found = hidden_places(environ, tmp_path / "project")
    assert {home, key} <= set(found)
    assert inside not in found
    assert Path("/usr/bin") not in found


@pytest.mark.parametrize("home", ["/", "/usr", "/var"])
def test_a_system_folder_as_home_is_not_hidden(home: str) -> None:
    assert Path(home) not in hidden_places({"HOME": home}, Path("/project"))


def test_deeper_mounts_come_later_and_needless_ones_not_at_all(tmp_path: Path) -> None:
    home = tmp_path / "home"
    for name in (".ssh", "project", "tool/secret"):
        (home / name).mkdir(parents=True)
    empty = tmp_path / "empty"
    project = Mount(home / "project", ("project",), shows=True, always=True)
    mounts = [
        *(project, hide(home / ".ssh", empty), hide(home / "tool" / "secret", empty)),
        *(show(home / "tool"), show(home / "tool" / "bin"), hide(home, empty), show(Path("/usr"))),
    ]
    assert in_order(mounts) == [
        *("--tmpfs", str(home)),
        *("project", "--ro-bind", str(home / "tool"), str(home / "tool")),
        *("--tmpfs", str(home / "tool" / "secret")),
    ]


def test_a_project_that_is_the_home_folder_is_shown_without_its_secrets(tmp_path: Path) -> None:
    (tmp_path / ".ssh").mkdir()
    empty = tmp_path / "empty"
    project = Mount(tmp_path, ("project",), shows=True, always=True)
    mounts = [hide(tmp_path / ".ssh", empty), project, hide(tmp_path, empty)]
    expected = ["--tmpfs", str(tmp_path), "project", "--tmpfs", str(tmp_path / ".ssh")]
    assert in_order(mounts) == expected


def test_disk_usage_counts_up_to_enough(tmp_path: Path) -> None:
    for index in range(5):
        (tmp_path / f"file{index}").write_bytes(b"x" * 10_000)
    (tmp_path / "loop").symlink_to(tmp_path)
    assert 50_000 <= disk_usage([tmp_path], enough=10**9) < 200_000
    assert disk_usage([tmp_path / "missing"], enough=1) == 0
