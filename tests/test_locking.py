"""Locks between threads and processes."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from healbot.locking import FileLock, remove_abandoned

HOLDER = """
import sys
from pathlib import Path
from healbot.locking import FileLock
print(FileLock(Path(sys.argv[1])).acquire(), flush=True)
sys.stdin.read()
"""


def test_is_held_by_one(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "x.lock"), FileLock(tmp_path / "x.lock")
    assert first.acquire()
    assert not second.acquire()
    first.release()
    assert list(tmp_path.iterdir()) == []
    assert second.acquire()
    assert not first.acquire()


def test_two_locks_do_not_disturb_each_other(tmp_path: Path) -> None:
    assert FileLock(tmp_path / "x.lock").acquire()
    assert FileLock(tmp_path / "y.lock").acquire()


def test_is_free_when_its_process_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "x.lock"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout
    assert holder.stdout.readline() == b"True\n"
    assert not FileLock(path).acquire()
    remove_abandoned(tmp_path, "*.lock")
    assert path.exists()
    holder.kill()
    holder.communicate()
    assert path.exists()
    remove_abandoned(tmp_path, "*.lock")
    assert not path.exists()


def test_deleting_the_file_does_not_let_two_in(tmp_path: Path) -> None:
    """Many take and give back the lock, which makes and deletes the file, at the same time."""
    inside, most, entered = 0, 0, 0
    counting = threading.Lock()

    def come_and_go() -> None:
        nonlocal inside, most, entered
        lock = FileLock(tmp_path / "x.lock")
        for _ in range(60):
            if not lock.acquire():
                continue
            with counting:
                inside += 1
                most = max(most, inside)
                entered += 1
            with counting:
                inside -= 1
            lock.release()

    threads = [threading.Thread(target=come_and_go) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, inside) == (1, 0)
    assert entered > 60
