"""Ctrl-C, SIGKILL and ordinary users: a healbot of its own in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import healbot
from healbot.locked_folder import sweep
from healbot.sandbox.scratch import PREFIX, scratch_folder
from tests.sandbox.conftest import BACKENDS, pids_with

HERE = Path(__file__).parent
# `env` in between: setpriv itself still has root's rights when it starts a program.
AS_USER = ("setpriv", "--reuid", "12345", "--regid", "12345", "--clear-groups", "env")
DRIVER = """
import sys
from dataclasses import replace
from tests.sandbox.conftest import factory, shell
from healbot.sandbox.interpreter import visible_paths
from healbot.sandbox.request import SandboxRequest
from pathlib import Path
python = Path(sys.executable)
request = SandboxRequest(Path(sys.argv[1]), python, visible_paths(python))
with factory(sys.argv[2])(request).fresh_tree({}) as tree:
    shell(tree, "true")
    print("ready", flush=True)
    shell(tree, "setsid sleep " + sys.argv[3] + " & exec sleep " + sys.argv[3], timeout=500)
"""


def start(project: Path, backend: str, marker: str) -> subprocess.Popen[bytes]:
    """Starts a run that lasts, and waits until it goes on."""
    child = subprocess.Popen(
        [sys.executable, "-c", DRIVER, str(project), backend, marker],
        cwd=HERE.parent.parent,
        env={**os.environ, "TMPDIR": str(project.parent)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert child.stdout is not None and child.stderr is not None
    if child.stdout.readline() != b"ready\n":
        message = child.stderr.read().decode()
        child.communicate()
        pytest.skip(message.splitlines()[-1]) if "Skipped" in message else pytest.fail(message)
    _until(lambda: len(_sleepers(marker)) >= 2)
    return child


@pytest.mark.parametrize("backend", BACKENDS)
def test_an_interrupt_ends_the_run_and_is_raised_again(project: Path, backend: str) -> None:
    marker = f"{time.time_ns() % 10**9 + 10**6}.1"
    with start(project, backend, marker) as child:
        child.send_signal(signal.SIGINT)
        _, errors = child.communicate(timeout=60)
    assert b"KeyboardInterrupt" in errors
    assert _sleepers(marker) == []


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_killed_healbot_takes_the_code_with_it(project: Path, backend: str) -> None:
    """In the unconfined copy only what did not detach itself: it is ended by its limits later."""
    marker = f"{time.time_ns() % 10**9 + 10**6}.2"
    with start(project, backend, marker) as child:
        child.kill()
        child.communicate(timeout=60)
    expected = {"overlay": 0, "confined": 2, "unconfined": 1}[backend]
    try:
        _until(lambda: len(_sleepers(marker)) <= expected)
    finally:
        for pid in _sleepers(marker):
            os.kill(pid, signal.SIGKILL)
    assert list(project.parent.glob(f"{PREFIX}*")) != []
    sweep(project.parent, PREFIX)
    assert list(project.parent.glob(f"{PREFIX}*")) == []


def test_a_folder_in_use_is_not_swept(tmp_path: Path) -> None:
    with scratch_folder(tmp_path) as folder:
        (folder / "locked").mkdir(mode=0)
        sweep(tmp_path, PREFIX)
        assert folder.exists()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="is an ordinary user")
@pytest.mark.slow
def test_an_ordinary_user_is_as_safe_as_root(tmp_path: Path) -> None:
    """Runs the other tests of this folder once more, as a user without a name and a home."""
    interpreter = _interpreter_for_all()
    packages = Path(healbot.__file__).parent.parent, Path(pytest.__file__).parent.parent
    environment = {
        "PATH": f"{interpreter.parent}:/usr/bin:/bin",
        "PYTHONPATH": os.pathsep.join(map(str, packages)),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    readable = [*AS_USER, "test", "-r", str(HERE / "conftest.py")]
    if subprocess.run(readable, capture_output=True, check=False).returncode:
        pytest.skip("these tests lie where ordinary users cannot read them")
    files = ("test_running.py", "test_hostile.py", "test_what_is_stopped.py", "test_imports.py")
    options = ("-q", "-n", "0", "-p", "no:cacheprovider", "-m", "not slow")
    done = subprocess.run(
        [
            *AS_USER,
            str(interpreter),
            "-m",
            "pytest",
            *options,
            *(str(HERE / name) for name in files),
        ],
        cwd=HERE.parent.parent,
        env=environment,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]


def _interpreter_for_all() -> Path:
    """A Python that everyone may run; that of root is often in root's home."""
    for candidate in (sys.executable, "/usr/bin/python3"):
        command = [candidate, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
        try:
            done = subprocess.run([*AS_USER, *command], capture_output=True, check=False, cwd="/")
        except OSError as error:
            pytest.skip(f"setpriv is missing: {error}")
        if done.returncode == 0:
            return Path(candidate)
    pytest.skip("there is no Python 3.11 that ordinary users may run")


def _sleepers(marker: str) -> list[int]:
    """The processes of the code itself: bubblewrap's and healbot's arguments match too."""
    found = []
    for pid in pids_with(marker):
        try:
            if Path(f"/proc/{pid}/comm").read_text().strip() == "sleep":
                found.append(pid)
        except OSError:
            continue
    return found


def _until(condition: object) -> None:
    assert callable(condition)
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
