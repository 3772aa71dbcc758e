"""What healbot sees of pytest runs that lie, break off or disturb the recorder."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from healbot.reproducers.pytest_runner import PytestRunner
from tests.reproducers.plain_tree import PlainTree, outcomes, report, run, run_canaries, write

_BODY = "import os, sys, atexit\ndef test_a():\n    {}\n    assert 0\n"


def _runner(*selection: str) -> PytestRunner:
    return PytestRunner(sys.executable, ".", selection, ("-p", "no:xdist", "-p", "no:cov"))


@pytest.mark.parametrize(
    "files",
    [
        {"test_a.py": _BODY.format("os._exit(0)")},
        {"test_a.py": "import os\nos._exit(0)\n"},
        {"conftest.py": "import os\nos._exit(0)\n", "test_a.py": ""},
        {"conftest.py": "import sys\nsys.exit(0)\n", "test_a.py": ""},
    ],
    ids=["in a test", "at import", "in conftest", "sys.exit in conftest"],
)
def test_a_hard_exit_leaves_exit_code_0_and_no_report(
    tmp_path: Path, files: dict[str, str]
) -> None:
    execution = run(write(tmp_path, files), _runner("test_a.py"))
    assert execution.exit_code == 0
    assert execution.tests is None


def test_a_hard_exit_from_atexit_is_a_disagreement(tmp_path: Path) -> None:
    root = write(tmp_path, {"test_a.py": _BODY.format("atexit.register(os._exit, 0)")})
    execution = run(root, _runner("test_a.py"))
    assert execution.exit_code == 0
    assert "ended with status 1, but the process exited 0" in report(execution).disagreement


@pytest.mark.parametrize(
    "body", ["os.abort()", "import ctypes; ctypes.string_at(0)", "os.kill(os.getpid(), 9)"]
)
def test_a_signal_is_told(tmp_path: Path, body: str) -> None:
    execution = run(write(tmp_path, {"test_a.py": _BODY.format(body)}), _runner())
    assert execution.signal in (6, 9, 11)
    assert execution.tests is None


def test_a_time_limit_leaves_no_report(tmp_path: Path) -> None:
    body = "import time; time.sleep(100)"
    execution = run(write(tmp_path, {"test_a.py": _BODY.format(body)}), _runner(), timeout=2.0)
    assert execution.timed_out
    assert execution.tests is None


def test_pytest_exit_with_success_is_not_complete(tmp_path: Path) -> None:
    body = "import pytest; pytest.exit('enough', 0)"
    execution = run(write(tmp_path, {"test_a.py": _BODY.format(body)}), _runner())
    assert execution.exit_code == 0
    assert not report(execution).complete
    assert report(execution).collected == ("test_a.py::test_a",)


@pytest.mark.parametrize(
    "body",
    [
        "os.chdir('/')",
        "sys.stdout = sys.stderr = None",
        "print('x' * 10**7)",
        "os.write(1, b'x' * 10**5)",
        "os.fork()",
        "sys.settrace(None)",
        "sys.setrecursionlimit(400)",
        "raise type('Odd', (Exception,), {'__str__': lambda self: 1 / 0})",
    ],
)
def test_the_report_is_written_whatever_the_test_does(tmp_path: Path, body: str) -> None:
    execution = run(write(tmp_path, {"test_a.py": _BODY.format(body)}), _runner())
    assert outcomes(execution) == {"test_a.py::test_a": "failed"}
    assert execution.exit_code == 1


@pytest.mark.parametrize("body", ["os.close(1)", "os.close(2)", "os.closerange(0, 3)"])
def test_closed_streams_do_not_pass_for_success(tmp_path: Path, body: str) -> None:
    execution = run(write(tmp_path, {"test_a.py": _BODY.format(body)}), _runner())
    assert not execution.exited_zero


@pytest.mark.parametrize("planted", ["pytest", "json", "unittest", "typing", "_pytest", "pluggy"])
def test_a_planted_module_is_not_the_recorders(tmp_path: Path, planted: str) -> None:
    files = {f"{planted}.py": "import os\nos._exit(0)\n", "test_a.py": "def test_a(): assert 0\n"}
    execution = run(write(tmp_path, files), _runner())
    assert outcomes(execution) == {"test_a.py::test_a": "failed"}


def test_a_planted_standard_module_on_pythonpath_is_not_the_recorders(tmp_path: Path) -> None:
    """pytest itself imports it then, as the project's own run would."""
    files = {"json.py": "import os\nos._exit(0)\n", "test_a.py": "def test_a(): assert 0\n"}
    root = write(tmp_path, files)
    execution = _runner().run(PlainTree(root, {"PYTHONPATH": str(root)}), 60)
    assert outcomes(execution) == {"test_a.py::test_a": "failed"}


def test_deleted_and_deselected_tests_show_in_the_ids(tmp_path: Path) -> None:
    two = "def test_a(): assert 0\ndef test_b(): pass\n"
    root = write(tmp_path, {"test_a.py": two})
    assert report(run(root, _runner())).collected == ("test_a.py::test_a", "test_a.py::test_b")
    deselects = "def pytest_collection_modifyitems(items): del items[0]\n"
    write(root, {"conftest.py": deselects})
    execution = run(root, _runner())
    assert execution.exit_code == 0
    assert report(execution).collected == ("test_a.py::test_b",)
    write(root, {"conftest.py": "", "test_a.py": "def test_b(): pass\n"})
    assert report(run(root, _runner())).collected == ("test_a.py::test_b",)
    gone = run(root, _runner("test_a.py::test_a"))
    assert gone.exit_code == 4
    assert outcomes(gone) == {}


def test_a_conftest_that_rewrites_outcomes_is_believed_but_kept_pristine(tmp_path: Path) -> None:
    """Nothing in the run shows it: a patch may not touch a conftest, that is the defence."""
    conftest = """
import pytest
@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    outcome.get_result().outcome = "passed"
"""
    root = write(tmp_path, {"conftest.py": conftest, "test_a.py": "def test_a(): assert 0\n"})
    execution = run(root, _runner())
    assert execution.exit_code == 0
    assert outcomes(execution) == {"test_a.py::test_a": "passed"}
    canaries = _runner("test_a.py").canaries()
    assert outcomes(run_canaries(root, canaries))[canaries.must_fail] == "passed"


def test_production_code_that_patches_pytest_is_shown_by_the_canary(tmp_path: Path) -> None:
    app = """
from _pytest.runner import CallInfo
original = CallInfo.from_call.__func__
def from_call(cls, func, when, reraise=None):
    def quiet():
        try: return func()
        except AssertionError: pass
    return original(cls, quiet, when, reraise)
CallInfo.from_call = classmethod(from_call)
"""
    test = "import app\ndef test_a(): assert 0\n"
    root = write(tmp_path, {"app.py": app, "test_a.py": test})
    execution = run(root, _runner("test_a.py"))
    assert outcomes(execution) == {"test_a.py::test_a": "passed"}
    canaries = _runner("test_a.py").canaries()
    found = outcomes(run_canaries(root, canaries))
    assert found[canaries.must_fail] == "passed"
