"""The pieces that deal with processes: output, limits, the environment, the portable runner."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from healbot.core.errors import EnvironmentProblem
from healbot.core.execution import Execution, Stop
from healbot.sandbox import portable
from healbot.sandbox.capture import Capture
from healbot.sandbox.descendants import descendants, usage
from healbot.sandbox.environment import child_environment
from healbot.sandbox.import_paths import ImportPaths, learn
from healbot.sandbox.limits import Limits, apply_to_process
from healbot.sandbox.process import Launch
from healbot.sandbox.request import SandboxRequest


@pytest.mark.parametrize("chunk", [1, 3, 7, 100])
@pytest.mark.parametrize("size", [0, 9, 10, 11, 1000])
def test_head_and_tail_are_kept(size: int, chunk: int) -> None:
    data = bytes(97 + index % 26 for index in range(size))
    capture = Capture(10)
    for start in range(0, size, chunk):
        capture.add(data[start : start + chunk])
    text = data.decode()
    if size > 10:
        text = f"{text[:5]}\n… {size - 10} bytes left out …\n{text[-5:]}"
    assert capture.text() == text
    assert capture.total == size


def test_a_character_that_the_cut_goes_through_is_escaped() -> None:
    capture = Capture(4)
    capture.add("ééééé".encode())
    assert capture.text() == "é\n… 6 bytes left out …\né"
    capture = Capture(2)
    capture.add("ééééé".encode())
    assert capture.text() == "\\xc3\n… 8 bytes left out …\n\\xa9"


def test_limits_never_rise() -> None:
    with subprocess.Popen(["sleep", "100"]) as child:
        apply_to_process(child.pid, {"RLIMIT_NOFILE": 50})
        apply_to_process(child.pid, {"RLIMIT_NOFILE": 100})
        assert resource.prlimit(child.pid, resource.RLIMIT_NOFILE) == (50, 50)
        child.kill()
    apply_to_process(child.pid, {"RLIMIT_NOFILE": 50})


def test_processor_time_allows_for_all_cores() -> None:
    assert Limits().cpu_seconds(10) >= 10 * (os.cpu_count() or 1)


def test_descendants_are_found() -> None:
    with subprocess.Popen(["sh", "-c", "sleep 100 & sleep 100 & echo; wait"], stdout=-1) as child:
        assert child.stdout is not None
        child.stdout.readline()
        pids = descendants([child.pid], at_most=100)
        assert len(pids) == 3
        assert usage(pids).tasks == 3
        assert usage(pids).memory > 0
        for pid in pids:
            os.kill(pid, 9)
    assert descendants([child.pid], at_most=100) == [child.pid]
    assert usage([child.pid]).tasks == 0


def test_the_environment_is_an_allowlist() -> None:
    outer = {
        "PATH": "/usr/bin:relative:/bin",
        "LC_TIME": "de_DE.UTF-8",
        "TZ": "Europe/Berlin",
        "HOME": "/home/me",
        "GITHUB_ENV": "/file",
        "GIT_DIR": "/repo",
        "API_KEY": "secret",
        "NAMED": "on purpose",
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": "/project/src:/elsewhere:relative",
        "PYTHONUSERBASE": "/home/me/base",
    }
    environment = child_environment(
        outer,
        project=Path("/project"),
        interpreter=Path("/opt/python/bin/python3"),
        home="/h",
        temporary="/t",
        allowed=("NAMED", "UNSET"),
    )
    assert environment == {
        "PATH": "/opt/python/bin:/usr/bin:/bin",
        "LC_TIME": "de_DE.UTF-8",
        "LANG": "C.UTF-8",
        "TZ": "Europe/Berlin",
        "HOME": "/h",
        "TMPDIR": "/t",
        "TERM": "dumb",
        "NO_COLOR": "1",
        "PYTHON_COLORS": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": "/project/src",
        "PYTHONUSERBASE": "/home/me/base",
        "NAMED": "on purpose",
    }


def test_the_venv_of_the_project_passes_and_healbots_own_does_not(tmp_path: Path) -> None:
    (tmp_path / "venv" / "bin").mkdir(parents=True)
    (tmp_path / "venv" / "pyvenv.cfg").touch()
    own = str(Path(sys.prefix) / "bin")
    environment = child_environment(
        {"PATH": f"{own}:/bin", "VIRTUAL_ENV": sys.prefix, "LANG": "de_DE.UTF-8"},
        project=tmp_path,
        interpreter=tmp_path / "venv" / "bin" / "python",
        home="/h",
        temporary="/t",
    )
    assert environment["VIRTUAL_ENV"] == str(tmp_path / "venv")
    assert environment["LANG"] == "de_DE.UTF-8"
    if sys.prefix != sys.base_prefix:
        assert environment["PATH"] == f"{tmp_path}/venv/bin:/bin"


@pytest.mark.parametrize(
    "answer",
    ["", "[]", "{", "[" * 100_000, "1", '{"path": 1, "hooked": [[1, 2], ["a"], "b", ["a", 3]]}'],
)
def test_no_import_paths_are_no_error(answer: str, tmp_path: Path) -> None:
    execution = Execution(1, None, None, f"healbot-import-paths:{answer}\n", "", 0.0)
    assert learn(lambda _: execution, tmp_path) == ImportPaths()


def test_import_paths_stand_in_for_hooks_where_names_agree(tmp_path: Path) -> None:
    hooked = [["a", f"{tmp_path}/src/a"], ["b.c", f"{tmp_path}/b/c"], ["d", f"{tmp_path}/code"]]
    answer = {"path": ["/usr/lib", f"{tmp_path}/lib"], "hooked": [*hooked, ["e", "/elsewhere/e"]]}
    output = f"noise\nhealbot-import-paths:{json.dumps(answer)}\n"
    execution = Execution(0, None, None, output, "", 0.0)
    expected = ImportPaths(("lib", "src", "."), (("d", "code"),))
    assert learn(lambda _: execution, tmp_path) == expected


def test_a_root_must_be_absolute() -> None:
    with pytest.raises(ValueError, match="absolute"):
        SandboxRequest(Path("relative"), Path(sys.executable))


def run_portable(code: str, timeout: float = 60.0, **options: object) -> Execution:
    stdin = options.pop("stdin", None)
    assert stdin is None or isinstance(stdin, bytes)
    launch = Launch((sys.executable, "-c", code), dict(os.environ), "/", stdin, timeout)
    return portable.run(launch, Limits(**options))  # type: ignore[arg-type]


def test_the_portable_runner_reports_what_happened() -> None:
    execution = run_portable("import sys; print(input()); sys.exit(3)", stdin=b"hello\n")
    assert (execution.stdout, execution.exit_code) == ("hello\n", 3)
    assert "EOFError" in run_portable("input()").stderr
    assert run_portable("import os; os.abort()").signal == 6


def test_the_portable_runner_has_limits() -> None:
    assert run_portable("while True: pass", timeout=0.5).stop is Stop.TIMEOUT
    endless = "while True: print('x' * 1000)"
    assert run_portable(endless, output_total=100_000).stop is Stop.OUTPUT


def test_the_portable_runner_survives_a_pipe_held_open() -> None:
    code = (
        "import os, sys, time\nif os.fork() == 0:\n    time.sleep(3); os._exit(0)\n"
        "print('parent', flush=True); os._exit(0)"
    )
    assert run_portable(code).stdout == "parent\n"


def test_a_program_that_cannot_be_started_is_a_problem() -> None:
    with pytest.raises(EnvironmentProblem):
        portable.run(Launch(("/no/such/program",), {}, "/", None, 5.0), Limits())
