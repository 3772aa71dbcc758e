"""Code that does its worst; each case runs in every backend with real processes."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from healbot.core.execution import Stop
from healbot.ports import Command, Sandbox
from healbot.sandbox.limits import MEBIBYTE
from healbot.sandbox.request import SandboxRequest
from tests.sandbox.conftest import SandboxFactory, pids_with, python, shell, with_limits

FOREVER = "import time\nwhile True: time.sleep(60)"


def test_runs_for_ever(make: SandboxFactory, request_for: SandboxRequest) -> None:
    code = (
        "import signal\n"
        "for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):\n"
        "    signal.signal(number, signal.SIG_IGN)\n"
        "print('deaf', flush=True)\n" + FOREVER
    )
    with make(with_limits(request_for, grace=0.2)).fresh_tree({}) as tree:
        execution = python(tree, code, timeout=1)
    assert execution.stop is Stop.TIMEOUT
    assert execution.stdout == "deaf\n"


def test_prints_without_end(make: SandboxFactory, request_for: SandboxRequest) -> None:
    limited = with_limits(request_for, output_total=8 * MEBIBYTE, output_kept=10_000)
    with make(limited).fresh_tree({}) as tree:
        execution = shell(tree, "echo first; exec yes")
    assert execution.stop is Stop.OUTPUT
    assert execution.stdout.startswith("first\ny\n")
    assert " bytes left out …\n" in execution.stdout
    assert len(execution.stdout) < 11_000
    assert 8 * MEBIBYTE < execution.stdout_bytes < 100 * MEBIBYTE


def test_prints_much_and_ends(make: SandboxFactory, request_for: SandboxRequest) -> None:
    with make(with_limits(request_for, output_kept=1000)).fresh_tree({}) as tree:
        execution = python(tree, "import sys\nfor i in range(100_000): print(i, file=sys.stderr)")
    assert execution.exit_code == 0
    assert execution.stderr.startswith("0\n1\n")
    assert execution.stderr.endswith("99998\n99999\n")
    assert execution.stderr_bytes == 588_890


def test_forks_without_end(make: SandboxFactory, request_for: SandboxRequest) -> None:
    bomb = "import os\nwhile True:\n try: os.fork()\n except OSError: pass"
    with make(with_limits(request_for, processes=60)).fresh_tree({}) as tree:
        execution = python(tree, bomb, timeout=40)
        assert execution.stop is Stop.PROCESSES
        assert shell(tree, "echo alive").stdout == "alive\n"


def test_eats_memory_in_one_process(make: SandboxFactory, request_for: SandboxRequest) -> None:
    with make(with_limits(request_for, memory=200 * MEBIBYTE)).fresh_tree({}) as tree:
        execution = python(tree, "x = bytearray(10**9)")
    assert "MemoryError" in execution.stderr


@pytest.mark.parametrize("kind", ["private", "shared"])
def test_eats_memory_in_many_processes(
    make: SandboxFactory, request_for: SandboxRequest, kind: str
) -> None:
    flags = {
        "private": "mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS",
        "shared": "mmap.MAP_SHARED | mmap.MAP_ANONYMOUS",
    }
    eater = (
        "import mmap, os, time\n"
        "for _ in range(4):\n"
        "    if os.fork() == 0:\n"
        f"        area = mmap.mmap(-1, 80 << 20, flags={flags[kind]})\n"
        "        for page in range(0, len(area), 4096): area[page] = 1\n"
        "        time.sleep(100)\n"
        "time.sleep(100)\n"
    )
    with make(with_limits(request_for, memory=200 * MEBIBYTE)).fresh_tree({}) as tree:
        assert python(tree, eater, timeout=60).stop is Stop.MEMORY


def test_shared_pages_are_not_counted_for_each_user(
    make: SandboxFactory, request_for: SandboxRequest
) -> None:
    code = (
        "import mmap, os, time\n"
        "area = mmap.mmap(-1, 80 << 20)\n"
        "for page in range(0, len(area), 4096): area[page] = 1\n"
        "pids = [os.fork() for _ in range(1)]\n"
        "if pids[0] == 0 or os.fork() == 0 or os.fork() == 0:\n"
        "    sum(area[::4096]); time.sleep(0.5); os._exit(0)\n"
        "time.sleep(0.5)\n"
        "print('done')\n"
    )
    with make(with_limits(request_for, memory=200 * MEBIBYTE)).fresh_tree({}) as tree:
        execution = python(tree, code)
        assert (execution.stop, execution.stdout) == (None, "done\n"), execution.stderr


def test_writes_a_huge_file(make: SandboxFactory, request_for: SandboxRequest) -> None:
    with make(with_limits(request_for, file_size=10 * MEBIBYTE)).fresh_tree({}) as tree:
        execution = python(tree, "open('big', 'wb').write(bytes(20 << 20))")
        assert "File too large" in execution.stderr
        assert len(tree.read("big", limit=100 * MEBIBYTE) or b"") <= 10 * MEBIBYTE


def test_fills_the_disk(make: SandboxFactory, request_for: SandboxRequest) -> None:
    code = (
        "import time\n"
        "for i in range(20): open(f'part{i}', 'wb').write(bytes(4 << 20))\n"
        "time.sleep(100)"
    )
    with make(with_limits(request_for, disk=40 * MEBIBYTE)).fresh_tree({}) as tree:
        assert python(tree, code).stop is Stop.DISK


def test_deletes_its_own_file_and_its_folder(sandbox: Sandbox, project: Path) -> None:
    (project / "suicide.py").write_text(
        "import os, shutil\n"
        "os.remove(__file__)\n"
        "shutil.rmtree('.', ignore_errors=True)\n"
        "print('x')\n"
    )
    with sandbox.fresh_tree({}) as tree:
        assert tree.run(Command((sys.executable, "suicide.py"))).stdout == "x\n"
        assert tree.read("suicide.py") is None
        assert isinstance(shell(tree, "true").seconds, float)
    assert (project / "suicide.py").exists()
    assert (project / "data.txt").exists()


def test_closes_everything_and_lives_on(sandbox: Sandbox) -> None:
    code = "import os, time\nos.closerange(0, 1000)\ntime.sleep(0.5)\nos._exit(9)"
    with sandbox.fresh_tree({}) as tree:
        assert python(tree, code).exit_code == 9


def test_a_child_that_keeps_the_pipe_open_does_not_hang(sandbox: Sandbox) -> None:
    with sandbox.fresh_tree({}) as tree:
        execution = shell(tree, "echo out; sleep 1234.5 & exit 0", timeout=100)
    assert execution.exit_code == 0
    assert execution.stdout == "out\n"
    assert execution.seconds < 60


DETACHING = {
    "background": "sleep {}& exit 0",
    "nohup": "nohup sleep {} >/dev/null 2>&1 & exit 0",
    "setsid": "setsid sleep {} >/dev/null 2>&1 </dev/null & exit 0",
}


@pytest.mark.parametrize("how", DETACHING)
def test_what_it_leaves_behind_is_ended(sandbox: Sandbox, how: str) -> None:
    marker = f"{time.time_ns() % 10**9 + 10**6}.25"
    with sandbox.fresh_tree({}) as tree:
        execution = shell(tree, DETACHING[how].format(marker))
        assert execution.exit_code == 0
        assert pids_with(marker) == []


def test_a_double_forked_daemon_is_ended(sandbox: Sandbox) -> None:
    """Detached from session, parent, folder, environment and pipes."""
    marker = f"{time.time_ns() % 10**9 + 10**6}.5"
    code = (
        "import os\n"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    if os.fork(): os._exit(0)\n"
        "    os.chdir('/'); os.closerange(0, 100)\n"
        f"    os.execve('/bin/sleep', ['sleep', '{marker}'], {{}})\n"
        "os.wait()\n"
    )
    with sandbox.fresh_tree({}) as tree:
        assert python(tree, code).exit_code == 0
        assert pids_with(marker) == []


def test_a_daemon_is_ended_with_a_run_that_timed_out(sandbox: Sandbox) -> None:
    marker = f"{time.time_ns() % 10**9 + 10**6}.75"
    with sandbox.fresh_tree({}) as tree:
        script = f"setsid sleep {marker} & sleep 1000"
        assert shell(tree, script, timeout=1).stop is Stop.TIMEOUT
        assert pids_with(marker) == []


def test_other_children_of_healbot_live_on(sandbox: Sandbox) -> None:
    """Cleaning up after a run must not reap or end what does not belong to it."""
    import subprocess

    with subprocess.Popen(["sleep", "1000"]) as mine, sandbox.fresh_tree({}) as tree:
        shell(tree, "setsid sleep 1000 & exit 0")
        assert mine.poll() is None
        mine.terminate()
        assert mine.wait() == -15


def test_makes_folders_that_are_hard_to_delete(sandbox: Sandbox) -> None:
    code = (
        "import os\n"
        "os.symlink('loop', 'loop'); os.symlink('/etc', 'out'); os.symlink('.', 'here')\n"
        "os.mkfifo('pipe'); os.mkdir('\\udcff\\n'); open('-rf', 'w').close()\n"
        "os.makedirs('locked/inner/deep'); open('locked/inner/file', 'w').close()\n"
        "os.chmod('locked/inner/deep', 0); os.chmod('locked/inner', 0); os.chmod('locked', 0)\n"
        # Deeper than a path may be long and a Python stack high.
        "for i in range(1200):\n"
        "    os.mkdir('deep'); os.chdir('deep')\n"
        "print('made')\n"
    )
    with sandbox.fresh_tree({}) as tree:
        execution = python(tree, code)
        assert execution.stdout == "made\n", execution.stderr
        folder = _folder_of(tree)
    assert not folder.exists()
    assert Path("/etc/passwd").exists()


def test_locks_its_own_root(sandbox: Sandbox) -> None:
    with sandbox.fresh_tree({}) as tree:
        shell(tree, "chmod 000 .")
        assert shell(tree, "true").seconds >= 0
        tree.read("data.txt")
        folder = _folder_of(tree)
    assert not folder.exists()


def test_reading_never_leaves_the_tree_and_never_blocks(sandbox: Sandbox) -> None:
    script = (
        "ln -s /etc/passwd absolute; ln -s ../../../../../../../etc/passwd relative;"
        "ln -s /etc folder; ln -s loop loop; mkfifo pipe; mkdir dir;"
        "ln -s data.txt good; ln -s $PWD/pkg inside; truncate -s 50M huge; printf 'a\\0b' > nul;"
        "ln -s /proc/self/environ environment; echo x > dir/file; ln -s dir/../good chain"
    )
    with sandbox.fresh_tree({}) as tree:
        assert shell(tree, script).exit_code == 0
        for path in (
            *("absolute", "relative", "folder/passwd", "loop", "pipe", "dir", "environment"),
            *("../x", "/etc/passwd", "dir/../../x", "missing", "data.txt/x", "", ".", "a\0b"),
            "x" * 5000,
        ):
            assert tree.read(path) is None, path
        assert tree.read("good") == b"data\n"
        assert tree.read("chain") == b"data\n"
        assert tree.read("inside/value.py") == b"VALUE = 1\n"
        assert tree.read("nul") == b"a\0b"
        assert len(tree.read("huge") or b"") == MEBIBYTE
        assert tree.read("data.txt", limit=2) == b"da"


def test_replaces_folders_by_other_things(sandbox: Sandbox) -> None:
    """What overlayfs calls opaque folders and whiteouts must read as what the code sees."""
    script = (
        "rm -r pkg && mkdir pkg && echo new > pkg/new;"
        "rm data.txt && mkdir data.txt && echo in > data.txt/in"
    )
    with sandbox.fresh_tree({}) as tree:
        shell(tree, script)
        assert tree.read("pkg/value.py") is None
        assert tree.read("pkg/new") == b"new\n"
        assert tree.read("data.txt") is None
        assert tree.read("data.txt/in") == b"in\n"


def _folder_of(tree: object) -> Path:
    folder = getattr(tree, "_folder")  # noqa: B009 - private on purpose
    assert isinstance(folder, Path)
    assert folder.exists()
    assert os.access(folder, os.W_OK)
    return folder
