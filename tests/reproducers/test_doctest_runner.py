"""The doctest runner over real projects."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from healbot.core.case_diagnosis import failure_of_suite
from healbot.core.cases import Comparison
from healbot.core.session import Request
from healbot.core.traceback_parser import parse_traceback
from healbot.reproducers.catalogue import runner_for
from healbot.reproducers.doctest_runner import DoctestRunner
from healbot.reproducers.pytest_runner import PytestRunner
from healbot.reproducers.unittest_runner import UnittestRunner
from healbot.sandbox.inspector import crash_state_from_json
from tests.core.interpreters import interpreters
from tests.reproducers.plain_tree import PlainTree, only, outcomes, report, run, run_canaries, write

_STATS = '''"""Statistics.

>>> mean([1, 2, 3])
2.0
"""


def mean(values):
    """Returns the mean.

    >>> mean([2, 4])
    3.5
    >>> mean([1])
    1.5
    """
    return sum(values) / len(values)


class Box:
    """A box.

    >>> Box().first()
    1
    """

    items = []

    def first(self):
        """
        >>> Box().first()  # doctest: +SKIP
        5
        """
        return self.items[0]
'''
_TEXT = "Use\n===\n\n>>> from stats import mean\n>>> mean([])\n0\n"
_OLDEST = interpreters().get("3.8", sys.executable)
_NEWEST = interpreters().get("3.13", sys.executable)


def _runner(*selection: str, python: str = sys.executable) -> DoctestRunner:
    return DoctestRunner(python, ".", selection)


@pytest.mark.parametrize("python", [_OLDEST, sys.executable, _NEWEST])
def test_every_docstring_is_a_case(tmp_path: Path, python: str) -> None:
    root = write(tmp_path, {"stats.py": _STATS, "docs/use.rst": _TEXT})
    execution = run(root, _runner("stats.py", "docs", python=python))
    assert outcomes(execution) == {
        "stats.py::stats": "passed",
        "stats.py::stats.mean": "failed",
        "stats.py::stats.Box": "failed",
        "stats.py::stats.Box.first": "skipped",
        "docs/use.rst::use.rst": "failed",
    }
    found = report(execution)
    assert execution.exit_code == 1
    assert found.complete
    assert not found.disagreement
    assert set(found.collected) == set(outcomes(execution))
    assert found.modules["stats"] == "stats.py"


def test_what_was_expected_is_told_with_its_place(tmp_path: Path) -> None:
    root = write(tmp_path, {"stats.py": _STATS})
    case = only(run(root, _runner("stats.py::stats.mean")))
    assert case.message == "mean([2, 4]): expected 3.5, got 3.0"
    assert case.comparison == Comparison("==", "3.0", "3.5")
    (raised,) = parse_traceback(case.traceback, (str(root),))
    assert raised.innermost is not None
    assert (raised.innermost.path, raised.innermost.line) == ("stats.py", 11)
    assert raised.innermost.function == "mean"
    assert _STATS.splitlines()[10].strip() == ">>> mean([2, 4])"


@pytest.mark.parametrize("python", [_OLDEST, _NEWEST])
def test_an_exception_leads_to_the_function_that_raised_it(tmp_path: Path, python: str) -> None:
    root = write(tmp_path, {"stats.py": _STATS, "use.md": _TEXT})
    box, text = report(run(root, _runner("stats.py::stats.Box", "use.md", python=python))).cases
    (raised,) = parse_traceback(box.traceback, (str(root),))
    assert [(frame.path, frame.function) for frame in raised.frames] == [
        ("stats.py", "<module>"),
        ("stats.py", "first"),
    ]
    assert raised.type_name == "IndexError"
    (zero,) = parse_traceback(text.traceback, (str(root),))
    assert [(frame.path, frame.line) for frame in zero.frames] == [("use.md", 5), ("stats.py", 16)]
    assert text.message == "mean([]): ZeroDivisionError: division by zero"


def test_the_failure_is_the_same_alone_and_among_others(tmp_path: Path) -> None:
    root = write(tmp_path, {"stats.py": _STATS})
    whole = run(root, _runner("stats.py::stats.Box").suite())
    alone = run(root, _runner("stats.py::stats.Box"))
    found = [case for case in report(whole).cases if case.id.endswith("Box")]
    assert found[0].traceback == only(alone).traceback
    assert failure_of_suite(report(alone), (str(root),), ".", str) is not None


def test_files_that_cannot_be_imported_are_cases(tmp_path: Path) -> None:
    files = {
        "broken.py": "def f(:\n",
        "exits.py": '"""\n>>> 1\n1\n"""\nimport sys\nsys.exit(0)\n',
        "good.py": '"""\n>>> 1\n1\n"""\n',
    }
    root = write(tmp_path, files)
    execution = run(root, _runner(*files, "gone.py"))
    assert outcomes(execution) == {
        "broken.py": "error",
        "exits.py": "error",
        "good.py::good": "passed",
        "gone.py": "error",
    }
    assert execution.exit_code == 1
    (error,) = parse_traceback(report(execution).cases[0].traceback, (str(root),))
    assert error.is_syntax_error
    assert error.innermost is not None
    assert error.innermost.path == "broken.py"


def test_a_module_of_a_package_is_imported_as_such(tmp_path: Path) -> None:
    files = {
        "src/shop/__init__.py": '"""\n>>> 1\n1\n"""\n',
        "src/shop/rates.py": "RATE = 2\n",
        "src/shop/tax.py": '"""\n>>> tax(2)\n4\n"""\nfrom .rates import RATE\n'
        "def tax(x): return x * RATE\n",
    }
    root = write(tmp_path, files)
    assert outcomes(run(root, _runner("src"))) == {
        "src/shop/__init__.py::shop": "passed",
        "src/shop/tax.py::shop.tax": "passed",
    }


def test_without_a_selection_all_files_with_examples_are_run(tmp_path: Path) -> None:
    files = {"stats.py": _STATS, "plain.py": "raise SystemExit\n", ".venv/bad.py": ">>>\n"}
    root = write(tmp_path, {**files, "env/pyvenv.cfg": "", "env/also_bad.py": ">>>"})
    assert {name.partition("::")[0] for name in outcomes(run(root, _runner()))} == {"stats.py"}


def test_options_are_doctests(tmp_path: Path) -> None:
    root = write(tmp_path, {"a.txt": ">>> 'abc'\n'a...'\n", "-b.txt": ">>> 1\n2\n"})
    runner = DoctestRunner(sys.executable, ".", ("a.txt", "-b.txt"), ("-o", "ELLIPSIS"))
    assert outcomes(run(root, runner)) == {"a.txt::a.txt": "passed", "-b.txt::-b.txt": "failed"}


@pytest.mark.parametrize("selection", [(), ("stats.py",), ("docs",), ("docs/use.rst::use.rst",)])
def test_canaries_run_beside_the_examples(tmp_path: Path, selection: tuple[str, ...]) -> None:
    root = write(tmp_path, {"stats.py": _STATS, "docs/use.rst": _TEXT})
    canaries = _runner(*selection).canaries()
    found = outcomes(run_canaries(root, canaries))
    assert found.pop(canaries.must_pass) == "passed"
    assert found.pop(canaries.must_fail) == "failed"
    assert found


def test_a_canary_shows_code_that_patches_doctest(tmp_path: Path) -> None:
    patch = "import doctest\ndoctest.OutputChecker.check_output = lambda *a: True\n"
    root = write(tmp_path, {"app.py": f'"""\n>>> 1\n2\n"""\n{patch}'})
    canaries = _runner("app.py").canaries()
    found = outcomes(run_canaries(root, canaries))
    assert found["app.py::app"] == "passed"
    assert found[canaries.must_fail] == "passed"


def test_hard_exits_show(tmp_path: Path) -> None:
    exits = "import os, atexit\ndef now(): os._exit(0)\ndef later(): atexit.register(os._exit, 0)\n"
    text = ">>> import app\n>>> app.{}()\n>>> 1\n2\n"
    files = {"app.py": exits, "a.txt": text.format("now"), "b.txt": text.format("later")}
    root = write(tmp_path, files)
    assert run(root, _runner("a.txt")).tests is None
    execution = run(root, _runner("b.txt"))
    assert execution.exit_code == 0
    assert "the process exited 0" in report(execution).disagreement


@pytest.mark.parametrize("planted", ["doctest", "json", "argparse"])
def test_a_planted_module_is_not_the_recorders(tmp_path: Path, planted: str) -> None:
    root = write(tmp_path, {f"{planted}.py": "import os\nos._exit(0)\n", "a.txt": ">>> 1\n2\n"})
    execution = _runner("a.txt").run(PlainTree(root, {"PYTHONPATH": str(root)}), 60)
    assert outcomes(execution) == {"a.txt::a.txt": "failed"}


def test_the_state_at_the_crash_is_seen(tmp_path: Path) -> None:
    root = write(tmp_path, {"stats.py": _STATS, "use.md": _TEXT})
    tree = PlainTree(root)
    tree.run(_runner("use.md").crash_command(tree.root, f"{tree.root}/state.json"))
    state = crash_state_from_json(tree.read("state.json") or b"")
    assert state is not None
    assert (state.path, state.function) == ("stats.py", "mean")


def test_the_reproducer_is_what_a_person_types(tmp_path: Path) -> None:
    root = write(tmp_path, {"stats.py": _STATS})
    argv = _runner("stats.py::stats.mean").reproducer("stats.py").argv
    done = subprocess.run(argv, cwd=root, capture_output=True, text=True)
    assert done.returncode == 1
    assert "Expected:" in done.stdout


def test_every_kind_of_test_has_its_runner(tmp_path: Path) -> None:
    for kind, expected in (
        ("pytest", PytestRunner), ("unittest", UnittestRunner), ("doctest", DoctestRunner),
    ):  # fmt: skip
        request = Request(target="x", kind=kind, selection=("x",), cwd="sub")  # type: ignore[arg-type] # of the loop
        reproducer, runner = runner_for(request, tmp_path, Path(sys.executable))
        assert isinstance(runner, expected)
        assert reproducer.kind == kind
        assert reproducer.cwd == "sub"
