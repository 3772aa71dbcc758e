"""What every backend does with well-behaved code."""

from __future__ import annotations

import os
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from healbot.core.errors import EnvironmentProblem, Refused
from healbot.core.execution import Stop
from healbot.core.source import SourceFile
from healbot.ports import Command, Sandbox
from healbot.sandbox import process
from healbot.sandbox.request import SandboxRequest
from tests.sandbox.conftest import SandboxFactory, pids_with, python, shell


def test_reports_output_and_exit_code(sandbox: Sandbox) -> None:
    with sandbox.fresh_tree({}) as tree:
        execution = shell(tree, "echo out; echo err >&2; exit 3")
    assert (execution.stdout, execution.stderr) == ("out\n", "err\n")
    assert (execution.exit_code, execution.signal, execution.stop) == (3, None, None)
    assert (execution.stdout_bytes, execution.stderr_bytes) == (4, 4)


@pytest.mark.parametrize("number", [6, 9, 11])
def test_reports_the_signal_that_ended_it(sandbox: Sandbox, number: int) -> None:
    with sandbox.fresh_tree({}) as tree:
        execution = shell(tree, f"kill -{number} $$")
    assert (execution.exit_code, execution.signal, execution.stop) == (None, number, None)


@pytest.mark.parametrize("code", [128, 130, 145, 170, 192, 255])
def test_a_high_exit_code_is_no_signal(sandbox: Sandbox, code: int) -> None:
    with sandbox.fresh_tree({}) as tree:
        execution = python(tree, f"import sys; sys.exit({code})")
    assert (execution.exit_code, execution.signal, execution.stop) == (code, None, None)


def test_python_that_interrupts_itself_ends_by_the_signal(sandbox: Sandbox) -> None:
    with sandbox.fresh_tree({}) as tree:
        execution = python(tree, "raise KeyboardInterrupt")
    assert (execution.exit_code, execution.signal, execution.stop) == (None, 2, None)


def test_a_missing_program_is_the_commands_failure(sandbox: Sandbox) -> None:
    with sandbox.fresh_tree({}) as tree:
        execution = tree.run(Command(("no-such-program",)))
    assert execution.exit_code == 127
    assert "no-such-program" in execution.stderr


def test_a_missing_folder_is_the_commands_failure(sandbox: Sandbox) -> None:
    with sandbox.fresh_tree({}) as tree:
        execution = tree.run(Command(("true",), cwd="no/such/folder"))
    assert execution.exit_code not in (0, None)


def test_runs_in_the_given_folder_of_the_tree(sandbox: Sandbox) -> None:
    with sandbox.fresh_tree({}) as tree:
        execution = tree.run(
            Command((sys.executable, "-c", "import os; print(os.getcwd())"), "pkg")
        )
        assert execution.stdout.strip() == f"{tree.root}/pkg"


def test_changes_are_laid_over_the_project(sandbox: Sandbox, project: Path) -> None:
    changes = {
        "pkg/value.py": SourceFile("pkg/value.py", b"VALUE = 2\n"),
        "new/deep/tool.sh": SourceFile("new/deep/tool.sh", b"#!/bin/sh\necho tool\n", 0o755),
    }
    with sandbox.fresh_tree(changes) as tree:
        execution = python(tree, "import pkg.value; print(pkg.value.VALUE)")
        assert execution.stdout == "2\n", execution.stderr
        assert shell(tree, "new/deep/tool.sh").stdout == "tool\n"
        assert tree.read("pkg/value.py") == b"VALUE = 2\n"
    assert (project / "pkg/value.py").read_text() == "VALUE = 1\n"
    assert not (project / "new").exists()


def test_a_stale_pyc_does_not_win_over_a_change_of_the_same_size(
    sandbox: Sandbox, project: Path
) -> None:
    """Python takes a .pyc for current by size and whole seconds of the modification time."""
    import py_compile

    py_compile.compile(str(project / "pkg/value.py"))
    with sandbox.fresh_tree({"pkg/value.py": SourceFile("pkg/value.py", b"VALUE = 2\n")}) as tree:
        assert python(tree, "import pkg.value; print(pkg.value.VALUE)").stdout == "2\n"


@pytest.mark.parametrize("path", ["../outside.py", "/etc/passwd", "pkg/../../x", ""])
def test_changes_outside_the_project_are_refused(sandbox: Sandbox, path: str) -> None:
    with pytest.raises(Refused), sandbox.fresh_tree({path: SourceFile(path, b"")}):
        pass


def test_changes_through_a_link_are_refused(sandbox: Sandbox, project: Path) -> None:
    (project / "link").symlink_to("pkg")
    change = {"link/value.py": SourceFile("link/value.py", b"")}
    with pytest.raises(Refused), sandbox.fresh_tree(change):
        pass


def test_writes_stay_in_the_tree_and_the_next_command_sees_them(
    sandbox: Sandbox, project: Path
) -> None:
    with sandbox.fresh_tree({}) as tree:
        shell(tree, "echo written > data.txt; mkdir made; echo x > made/file; rm pkg/__init__.py")
        assert shell(tree, "cat data.txt made/file; ls pkg").stdout == "written\nx\nvalue.py\n"
        assert tree.read("data.txt") == b"written\n"
        assert tree.read("made/file") == b"x\n"
        assert tree.read("pkg/__init__.py") is None
    assert (project / "data.txt").read_text() == "data\n"
    assert sorted(path.name for path in project.iterdir()) == [".git", "data.txt", "pkg"]
    with sandbox.fresh_tree({}) as tree:
        assert tree.read("data.txt") == b"data\n"


def test_git_data_is_not_there(sandbox: Sandbox, project: Path) -> None:
    nested = project / "vendor/lib/.git"
    nested.mkdir(parents=True)
    (nested / "config").write_text("canary")
    with sandbox.fresh_tree({}) as tree:
        script = "ls -a . vendor/lib; cat .git/config vendor/lib/.git/config"
        assert ".git" not in shell(tree, script).stdout
        assert tree.read(".git/config") is None
        assert tree.read("vendor/lib/.git/config") is None
        assert (
            shell(tree, "mkdir .git && echo own > .git/config && cat .git/config").stdout == "own\n"
        )


def test_standard_input_reaches_the_command(sandbox: Sandbox) -> None:
    with sandbox.fresh_tree({}) as tree:
        text = b"line\n" * 100_000
        execution = python(tree, "import sys; print(len(sys.stdin.read()))", stdin=text)
        assert execution.stdout == f"{len(text)}\n"


def test_input_that_nobody_reads_does_not_hang(sandbox: Sandbox) -> None:
    with sandbox.fresh_tree({}) as tree:
        assert python(tree, "print('done')", stdin=b"x" * 1_000_000).stdout == "done\n"


def test_no_input_is_an_empty_input(sandbox: Sandbox) -> None:
    with sandbox.fresh_tree({}) as tree:
        assert "EOFError" in python(tree, "input()").stderr


def test_bytes_that_are_no_text_are_escaped(sandbox: Sandbox) -> None:
    with sandbox.fresh_tree({}) as tree:
        code = r"import sys; sys.stdout.buffer.write(b'a\xff\x00\xc3\xa9')"
        assert python(tree, code).stdout == "a\\xff\0é"


def test_variables_of_the_command_are_set(sandbox: Sandbox) -> None:
    command = Command(("/bin/sh", "-c", "echo $COLOUR"), environment={"COLOUR": "blue"})
    with sandbox.fresh_tree({}) as tree:
        assert tree.run(command).stdout == "blue\n"


def test_home_and_temporary_folder_are_there_and_private(sandbox: Sandbox) -> None:
    code = (
        "import os, pathlib, tempfile;"
        "home = pathlib.Path.home(); (home / 'x').touch(); tempfile.mkstemp();"
        "print(home); print(tempfile.gettempdir())"
    )
    with sandbox.fresh_tree({}) as tree:
        execution = python(tree, code)
    assert execution.exit_code == 0, execution.stderr
    assert os.environ.get("HOME") not in execution.stdout.splitlines()


def test_multiprocessing_works(sandbox: Sandbox) -> None:
    code = "import multiprocessing as m; print(m.get_context('fork').Pool(2).map(len, ['abc']))"
    with sandbox.fresh_tree({}) as tree:
        execution = python(tree, code)
        assert execution.stdout == "[3]\n", execution.stderr


def test_a_timeout_shows_where_the_code_was(sandbox: Sandbox) -> None:
    with sandbox.fresh_tree({}) as tree:
        execution = python(tree, "print('begun', flush=True)\nwhile True: pass", timeout=2)
    assert execution.stop is Stop.TIMEOUT
    assert execution.timed_out
    assert execution.exit_code is None
    assert execution.stdout == "begun\n"
    assert "KeyboardInterrupt" in execution.stderr


def test_two_runs_at_the_same_time(sandbox: Sandbox) -> None:
    meet = "import time, sys; print('hello', sys.argv[1:]); time.sleep(0.3); sys.exit(4)"
    results: list[int | None] = []

    def once() -> None:
        with sandbox.fresh_tree({}) as tree:
            results.append(python(tree, meet).exit_code)

    threads = [threading.Thread(target=once) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [4, 4, 4]


def test_nothing_is_left_behind(sandbox: Sandbox, tmp_path: Path) -> None:
    stray = Path(f"/tmp/healbot-test-{tmp_path.name}-{os.getpid()}")
    with sandbox.fresh_tree({}):
        before = _descriptors()
    for _ in range(3):
        with sandbox.fresh_tree({}) as tree:
            shell(tree, f"mkdir -p a/b; chmod 000 a/b; touch {stray}")
            place = Path(tree.root)
        if sandbox.backend == "copy":
            assert not place.parent.parent.exists()
    # One fewer than while a tree is open: that one has a lock.
    assert _descriptors() == before - 1
    if any("change every file" in sentence for sentence in sandbox.limitations):
        stray.unlink()
    assert not stray.exists()


def test_the_environment_holds_nothing_that_was_not_passed(
    make: SandboxFactory, request_for: SandboxRequest
) -> None:
    secret = {
        "GITHUB_TOKEN": "canary-1",
        "AWS_SECRET_ACCESS_KEY": "canary-2",
        "MY_FLAG": "canary-3",
    }
    request = replace(request_for, environ={**os.environ, **secret, "PASSED_KEY": "yes"})
    request = replace(request, allowed_environment=("PASSED_KEY",))
    with make(request).fresh_tree({}) as tree:
        output = shell(tree, "env; cat /proc/self/environ").stdout
    assert "canary" not in output
    assert "PASSED_KEY=yes" in output


def test_stop_ends_runs_in_other_threads(sandbox: Sandbox) -> None:
    ended: list[int | None] = []

    def wait() -> None:
        with sandbox.fresh_tree({}) as tree:
            ended.append(shell(tree, f"sleep 300.{marker}", timeout=200).exit_code)

    marker = time.time_ns() % 10**9
    thread = threading.Thread(target=wait)
    thread.start()
    while not pids_with(f"300.{marker}"):
        time.sleep(0.01)
    sandbox.stop()
    thread.join()
    assert ended == [None]


def test_nothing_begins_after_a_stop(sandbox: Sandbox) -> None:
    with sandbox.fresh_tree({}) as tree:
        assert shell(tree, "echo before").stdout == "before\n"
        sandbox.stop()
        with pytest.raises(EnvironmentProblem, match="was stopped"):
            shell(tree, "echo after")


def test_a_stop_just_before_a_run_starts_ends_it(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sandbox.fresh_tree({}) as tree:
        shell(tree, "true")
        start = process._start

        def stop_first(*arguments: Any) -> Any:
            sandbox.stop()
            return start(*arguments)

        monkeypatch.setattr(process, "_start", stop_first)
        execution = shell(tree, "sleep 300", timeout=100)
    assert (execution.exit_code, execution.stop) == (None, None)


def _descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
