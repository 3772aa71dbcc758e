"""The oldest and the newest pytest and Python that projects may have, in real environments."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from healbot.core.traceback_parser import parse_traceback
from healbot.reproducers.pytest_runner import PytestRunner
from healbot.sandbox.inspector import crash_state_from_json
from tests.core.interpreters import interpreters
from tests.reproducers.plain_tree import PlainTree, outcomes, report, run, run_canaries, write
from tests.reproducers.test_pytest_runner import _CART, _LOST, _OUTCOMES

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session", params=[("3.8", "pytest==6.2.*"), ("3.13", "pytest")])
def python(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An interpreter with a pytest of its own."""
    version, requirement = request.param
    if version not in interpreters():
        pytest.skip(f"no Python {version} here")
    folder = tmp_path_factory.mktemp("venv")
    subprocess.run([interpreters()[version], "-m", "venv", folder], check=True)
    made = str(folder / "bin" / "python")
    subprocess.run([made, "-m", "pip", "install", "-q", requirement], check=True)
    return made


def test_outcomes_and_tracebacks(tmp_path: Path, python: str) -> None:
    root = write(
        tmp_path, {"sub/cart.py": _CART, "sub/test_cart.py": _OUTCOMES, "pytest.ini": "[pytest]\n"}
    )
    execution = run(root, PytestRunner(python, "sub"))
    found = report(execution)
    assert found.complete
    assert not found.disagreement
    told = outcomes(execution)
    assert len(told) == 17
    assert told["test_cart.py::test_xpass_strict"] == "failed"
    assert told["test_cart.py::Old::test_unexpected"] == "failed"
    assert told["test_cart.py::test_down"] == "error"
    raised = found.case("test_cart.py::Old::test_raises")
    assert raised is not None
    (error,) = parse_traceback(raised.traceback, (str(root),))
    assert [frame.path for frame in error.frames] == ["sub/test_cart.py", "sub/cart.py"]


def test_what_cannot_be_collected(tmp_path: Path, python: str) -> None:
    root = write(tmp_path, {path: text for path, text in _LOST.items() if "exits" not in path})
    found = report(run(root, PytestRunner(python, ".", ("tests",))))
    assert [case.id for case in found.failing] == ["tests/test_lost.py", "tests/test_syntax.py"]
    assert not found.disagreement
    write(root, {"conftest.py": "1 / 0\n"})
    execution = run(root, PytestRunner(python, ".", ("tests",)))
    assert execution.exit_code == 4
    (case,) = report(execution).cases
    assert case.id == "conftest.py"
    assert parse_traceback(case.traceback, (str(root),))[-1].type_name == "ZeroDivisionError"


def test_canaries_and_crash_state(tmp_path: Path, python: str) -> None:
    root = write(tmp_path, {"cart.py": _CART, "test_cart.py": _OUTCOMES})
    runner = PytestRunner(python, ".", ("test_cart.py::test_raises",))
    canaries = runner.canaries()
    found = outcomes(run_canaries(root, canaries))
    assert (found[canaries.must_pass], found[canaries.must_fail]) == ("passed", "failed")
    tree = PlainTree(root)
    tree.run(runner.crash_command(tree.root, f"{tree.root}/state.json"))
    state = crash_state_from_json(tree.read("state.json") or b"")
    assert state is not None
    assert state.function == "first"
