"""The private repository's folder never stays, however healbot ended."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from healbot.ledger.private_folder import PREFIX, PrivateFolder

HOLDER = """
import sys
from healbot.ledger.private_folder import PrivateFolder
folder = PrivateFolder()
(folder.path / "refs").mkdir()
(folder.path / "refs" / "x").touch()
print(folder.path, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def parent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The temporary folder."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_is_gone_after_use(parent: Path) -> None:
    folder = PrivateFolder()
    (folder.path / "index").touch()
    assert folder.path.parent == parent
    assert folder.path.stat().st_mode & 0o777 == 0o700
    folder.remove()
    assert list(parent.iterdir()) == []


def test_that_of_a_living_process_stays_and_that_of_a_killed_one_goes(parent: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER],
        env={**os.environ, "TMPDIR": str(parent)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout
    theirs = Path(holder.stdout.readline().decode().strip())
    PrivateFolder().remove()
    assert (theirs / "refs" / "x").exists()
    holder.kill()
    holder.communicate()
    PrivateFolder().remove()
    assert list(parent.iterdir()) == []


def test_one_in_the_making_is_left_alone(parent: Path) -> None:
    made = parent / f"{PREFIX}young"
    made.mkdir()
    PrivateFolder().remove()
    assert made.exists()
    os.utime(made, (1, 1))
    PrivateFolder().remove()
    assert not made.exists()


def test_links_and_other_names_are_left_alone(parent: Path) -> None:
    precious = parent / "precious"
    precious.mkdir()
    (precious / "healbot.lock").touch()
    (parent / f"{PREFIX}link").symlink_to(precious)
    PrivateFolder().remove()
    assert (precious / "healbot.lock").exists()
