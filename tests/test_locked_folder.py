"""Private folders never stay, however healbot ended."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from healbot.locked_folder import LOCK, LockedFolder, sweep

PREFIX = "healbot-test-"
HOLDER = """
import sys
from pathlib import Path
from healbot.locked_folder import LockedFolder
folder = LockedFolder(Path(sys.argv[1]), "healbot-test-")
(folder.path / "refs").mkdir()
(folder.path / "refs" / "x").touch()
print(folder.path, flush=True)
sys.stdin.read()
"""


def test_is_gone_after_use(tmp_path: Path) -> None:
    folder = LockedFolder(tmp_path, PREFIX)
    (folder.path / "index").touch()
    (folder.path / "deep" / "er").mkdir(parents=True)
    assert folder.path.parent == tmp_path
    assert folder.path.stat().st_mode & 0o777 == 0o700
    folder.remove()
    assert list(tmp_path.iterdir()) == []


def test_that_of_a_living_process_stays_and_that_of_a_killed_one_goes(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout
    theirs = Path(holder.stdout.readline().decode().strip())
    sweep(tmp_path, PREFIX)
    assert (theirs / "refs" / "x").exists()
    holder.kill()
    holder.communicate()
    sweep(tmp_path, PREFIX)
    assert list(tmp_path.iterdir()) == []


def test_one_in_the_making_is_left_alone(tmp_path: Path) -> None:
    made = tmp_path / f"{PREFIX}young"
    made.mkdir()
    sweep(tmp_path, PREFIX)
    assert made.exists()
    os.utime(made, (1, 1))
    sweep(tmp_path, PREFIX)
    assert not made.exists()


def test_links_and_other_names_are_left_alone(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / LOCK).touch()
    (tmp_path / f"{PREFIX}link").symlink_to(precious)
    sweep(tmp_path, PREFIX)
    assert (precious / LOCK).exists()


def test_a_removal_that_is_cut_short_is_finished_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock goes last: without it the rest would be taken for a folder in the making."""
    folder = LockedFolder(tmp_path, PREFIX)
    for name in ("a", "b", "z"):
        (folder.path / name).touch()
    unlink, unlinked = os.unlink, 0

    def stop_half_way(name: str, *, dir_fd: int) -> None:
        nonlocal unlinked
        unlinked += 1
        if unlinked == 3:
            raise KeyboardInterrupt
        unlink(name, dir_fd=dir_fd)

    with monkeypatch.context() as patch:
        patch.setattr(os, "unlink", stop_half_way)
        with pytest.raises(KeyboardInterrupt):
            folder.remove()
    assert (folder.path / LOCK).exists()
    assert len(list(folder.path.iterdir())) == 2
    folder._lock.release()  # as the kernel does when the process ends
    (folder.path / LOCK).touch()
    sweep(tmp_path, PREFIX)
    assert list(tmp_path.iterdir()) == []
