"""Shell commands, and the reports of the pytests that they start."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from healbot.core.cases import CaseOutcome
from healbot.core.diagnosis import diagnose
from healbot.core.execution import Execution, Stop
from healbot.core.failure import FailureKind
from healbot.ports import Sandbox, SandboxTree
from healbot.reproducers.command_runner import CommandRunner
from healbot.sandbox.choose import choose
from healbot.sandbox.interpreter import visible_paths
from healbot.sandbox.limits import Limits
from healbot.sandbox.request import SandboxRequest

_FILES = {
    "tests/test_one.py": "def test_a(): pass\ndef test_b(): assert 1 == 2\n",
    "tests/test_two.py": "import os\ndef test_c(): print('said'); {}['c']\n"
    "def test_d(): assert 'healbot-not' not in os.environ\n",
    "sub/test_three.py": "def test_e(): pass\n",
    "main.py": "raise ValueError('from main')\n",
    "Makefile": "PYTHON ?= python3\n"
    "test:\n\t@$(PYTHON) -m pytest -q -p no:cacheprovider tests/test_one.py\n"
    "all:\n\t-@$(MAKE) -s test\n\t@$(PYTHON) -m pytest -q -p no:cacheprovider tests/test_two.py\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for path, text in _FILES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path.resolve()


def _sandbox(project: Path, kind: str) -> Sandbox:
    interpreter = Path(sys.executable)
    request = SandboxRequest(
        root=project,
        interpreter=interpreter,
        visible=visible_paths(interpreter),
        limits=Limits(),
        allowed_environment=("PYTHON", "PYTEST_ADDOPTS", "TOX_OVERRIDE"),
    )
    return choose(kind, request)  # type: ignore[arg-type]  # a literal, from the parameters below


@pytest.fixture(params=["overlay", pytest.param("copy", marks=pytest.mark.slow)])
def tree(
    request: pytest.FixtureRequest, project: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SandboxTree]:
    monkeypatch.setenv("PYTHON", sys.executable)
    with _sandbox(project, request.param).fresh_tree({}) as made:
        yield made


@pytest.fixture
def overlay(project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SandboxTree]:
    monkeypatch.setenv("PYTHON", sys.executable)
    with _sandbox(project, "overlay").fresh_tree({}) as made:
        yield made


def _run(tree: SandboxTree, command: str, cwd: str = ".", timeout: float = 60) -> Execution:
    return CommandRunner(command, cwd).run(tree, timeout)


_PYTEST = f"{shlex.quote(sys.executable)} -m pytest -q -p no:cacheprovider"


def test_several_pytests_below_make_all_leave_their_report(tree: SandboxTree) -> None:
    execution = _run(tree, "make -s all")
    assert execution.exit_code == 2, execution.stderr
    report = execution.tests
    assert report is not None
    assert report.complete
    assert [(case.id, case.outcome) for case in report.cases] == [
        ("tests/test_one.py::test_a", CaseOutcome.PASSED),
        ("tests/test_one.py::test_b", CaseOutcome.FAILED),
        ("tests/test_two.py::test_c", CaseOutcome.FAILED),
        ("tests/test_two.py::test_d", CaseOutcome.PASSED),
    ]
    assert report.disagreement == ""
    assert "said" in report.cases[2].stdout
    failure = diagnose(execution, (), (tree.root,), ".", lambda text: text)
    assert failure is not None
    assert failure.failing_tests == ("tests/test_one.py::test_b", "tests/test_two.py::test_c")
    assert failure.headline == "AssertionError: assert 1 == 2 in test_b (tests/test_one.py:2)"


def test_a_failure_that_the_command_hides_is_told(overlay: SandboxTree) -> None:
    execution = _run(overlay, f"{_PYTEST} tests/test_one.py || true")
    assert execution.exited_zero
    assert execution.tests is not None
    assert "test_b failed" in execution.tests.disagreement


def test_own_options_for_pytest_are_kept(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "-k 'test_a or test_e'")
    with _sandbox(project, "overlay").fresh_tree({}) as tree:
        execution = _run(tree, f"cd sub && {_PYTEST} . ../tests")
    assert execution.exited_zero, execution.stdout
    assert execution.tests is not None
    assert {case.id.rpartition("::")[2] for case in execution.tests.cases} == {"test_a", "test_e"}


def test_the_folder_of_the_run(overlay: SandboxTree) -> None:
    execution = _run(overlay, f"{_PYTEST} && pwd", cwd="sub")
    assert execution.stdout.rstrip().endswith("/sub")
    assert execution.tests is not None
    assert [case.outcome for case in execution.tests.cases] == [CaseOutcome.PASSED]


@pytest.mark.parametrize(
    ("command", "code"),
    [("true", 0), ("exit 7", 7), ("echo hello; false", 1), ("no-such-program-x", 127)],
)
def test_a_command_without_tests(tree: SandboxTree, command: str, code: int) -> None:
    execution = _run(tree, command)
    assert execution.tests is None
    assert (execution.exit_code, execution.signal, execution.stop) == (code, None, None)


def test_a_script_below_a_command_fails_with_its_traceback(overlay: SandboxTree) -> None:
    execution = _run(overlay, f"{shlex.quote(sys.executable)} main.py")
    failure = diagnose(execution, (), (overlay.root,), ".", lambda text: text)
    assert failure is not None
    assert failure.kind is FailureKind.EXCEPTION
    assert failure.headline == "ValueError: from main (main.py:1)"


def test_a_command_that_hangs_is_ended(overlay: SandboxTree) -> None:
    execution = _run(overlay, "echo before; sleep 600", timeout=2)
    assert execution.stop is Stop.TIMEOUT
    assert execution.stdout == "before\n"
    assert execution.tests is None


@pytest.mark.slow
def test_what_is_written_into_the_reports_by_others_is_not_believed(overlay: SandboxTree) -> None:
    spoil = (
        'for it in "$TMPDIR"/.healbot-*.pipe; do echo "<?xml version=\'1.0\'?><oops" > "$it"; done'
    )
    execution = _run(overlay, f"{spoil}; {_PYTEST} tests/test_two.py; {spoil}")
    assert execution.tests is not None
    assert not execution.tests.complete
    assert [case.id for case in execution.tests.failing] == ["tests/test_two.py::test_c"]


def test_nothing_is_left_in_the_project(overlay: SandboxTree, project: Path) -> None:
    execution = _run(overlay, "cat < /dev/null; ls -a; ls -a $TMPDIR")
    assert execution.exited_zero
    assert not list(project.glob(".healbot*"))


def test_tox_is_asked_to_pass_the_options_on(
    project: Path, overlay: SandboxTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = _run(overlay, 'echo "$TOX_OVERRIDE"').stdout
    assert said == "testenv.pass_env+=PYTEST_ADDOPTS\n"
    monkeypatch.setenv("PYTEST_ADDOPTS", "-q")
    monkeypatch.setenv("TOX_OVERRIDE", "testenv.x=y")
    with _sandbox(project, "overlay").fresh_tree({}) as tree:
        assert _run(tree, 'echo "$TOX_OVERRIDE"').stdout == "testenv.x=y\n"


def test_how_a_person_would_type_it() -> None:
    runner = CommandRunner("make test", "sub")
    made = runner.reproducer()
    assert (made.kind, made.argv, made.cwd) == ("command", ("/bin/sh", "-c", "make test"), "sub")
    assert (made.label, made.target) == ("make test", "make test")
    assert runner.crash_command("/p", "/p/out") is None
