"""The pytest runner over real projects: every outcome, every kind of id, every configuration."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from healbot.core.cases import Comparison
from healbot.core.traceback_parser import parse_traceback
from healbot.reproducers.pytest_runner import PytestRunner
from healbot.sandbox.inspector import crash_state_from_json
from tests.reproducers.plain_tree import PlainTree, only, outcomes, report, run, run_canaries, write

_CART = "def first(prices):\n    return prices[0]\n"
_OUTCOMES = """
import unittest, pytest
from cart import first

def test_passes(): pass
def test_fails(): assert first([2]) == 3
def test_raises(): first([])
def test_says_fail(): pytest.fail("said so")
def test_exits(): raise SystemExit(0)
@pytest.mark.skip(reason="not today")
def test_skipped(): pass
@pytest.mark.xfail(reason="known")
def test_xfail(): assert 0
@pytest.mark.xfail
def test_xpass(): pass
@pytest.mark.xfail(strict=True)
def test_xpass_strict(): pass
@pytest.fixture
def up(): first([])
@pytest.fixture
def down():
    yield
    first([])
def test_up(up): pass
def test_down(down): pass
def test_both(down): assert 0, "in the test"
def test_chained():
    try: first([])
    except IndexError as error: raise RuntimeError("no price") from error

class TestCart:
    class TestInner:
        def test_deep(self): assert 0

class Old(unittest.TestCase):
    def test_equal(self): self.assertEqual(first([2]), 3)
    def test_raises(self): first([])
    @unittest.expectedFailure
    def test_unexpected(self): pass
"""


def _runner(*selection: str, arguments: tuple[str, ...] = (), cwd: str = ".") -> PytestRunner:
    return PytestRunner(sys.executable, cwd, selection, arguments)


def test_every_outcome_is_told(tmp_path: Path) -> None:
    root = write(tmp_path, {"cart.py": _CART, "test_cart.py": _OUTCOMES})
    execution = run(root, _runner("test_cart.py"))
    found = report(execution)
    assert {
        name.removeprefix("test_cart.py::"): it for name, it in outcomes(execution).items()
    } == {
        "test_passes": "passed",
        "test_fails": "failed",
        "test_raises": "failed",
        "test_says_fail": "failed",
        "test_exits": "failed",
        "test_skipped": "skipped",
        "test_xfail": "xfailed",
        "test_xpass": "xpassed",
        "test_xpass_strict": "failed",
        "test_up": "error",
        "test_down": "error",
        "test_both": "failed",
        "test_chained": "failed",
        "TestCart::TestInner::test_deep": "failed",
        "Old::test_equal": "failed",
        "Old::test_raises": "failed",
        "Old::test_unexpected": "failed",
    }
    assert found.complete
    assert not found.disagreement
    assert set(found.collected) == set(outcomes(execution))
    comparisons = {case.id.rpartition("::")[2]: case.comparison for case in found.cases}
    assert comparisons["test_fails"] == comparisons["test_equal"] == Comparison("==", "2", "3")
    assert comparisons["test_raises"] is None
    assert comparisons["test_both"] is None


@pytest.mark.parametrize("name", ["test_raises", "test_up", "test_down", "Old::test_raises"])
def test_tracebacks_begin_in_the_project(tmp_path: Path, name: str) -> None:
    root = write(tmp_path, {"cart.py": _CART, "test_cart.py": _OUTCOMES})
    case = only(run(root, _runner(f"test_cart.py::{name}")))
    (raised,) = parse_traceback(case.traceback, (str(root),))
    assert [frame.path for frame in raised.frames] == ["test_cart.py", "cart.py"]


def test_causes_are_kept(tmp_path: Path) -> None:
    root = write(tmp_path, {"cart.py": _CART, "test_cart.py": _OUTCOMES})
    case = only(run(root, _runner("test_cart.py::test_chained")))
    chain = parse_traceback(case.traceback, (str(root),))
    assert [error.type_name for error in chain] == ["IndexError", "RuntimeError"]


@pytest.mark.skipif(sys.version_info < (3, 11), reason="there are no exception groups")
def test_exception_groups_are_read(tmp_path: Path) -> None:
    text = "def test_group():\n    raise ExceptionGroup('two', [ValueError('a'), TypeError('b')])\n"
    case = only(run(write(tmp_path, {"test_a.py": text}), _runner()))
    (group,) = parse_traceback(case.traceback, (str(tmp_path),))
    assert group.type_name == "ExceptionGroup"
    assert "ValueError: a" in case.traceback


_STRANGE = """
import pytest
@pytest.mark.parametrize("x", ["a b", "c::d", "e/f", "[g]", "ü", "-x", "", "a\\nb", "'", "z" * 300])
def test_x(x): assert x == 1
@pytest.mark.parametrize("x", [1, 2], ids=["same name", "schön"])
class TestX:
    def test_y(self, x): assert 0
"""


def test_strange_ids_can_be_given_back(tmp_path: Path) -> None:
    root = write(tmp_path, {"tests/test_ä.py": _STRANGE, "pytest.ini": "[pytest]\n"})
    whole = report(run(root, _runner()))
    assert len(whole.cases) == 12
    assert not whole.disagreement
    again = report(run(root, _runner(*(case.id for case in whole.cases))))
    assert [case.id for case in again.cases] == [case.id for case in whole.cases]


def test_a_path_that_begins_with_a_dash_is_no_option(tmp_path: Path) -> None:
    root = write(tmp_path, {"-x.py": "def test_a(): assert 0\n"})
    execution = run(root, _runner("-x.py"))
    assert list(outcomes(execution).values()) == ["failed"]


_LOST = {
    "cart.py": "from other import gone\n",
    "other.py": "import not_there\n",
    "tests/test_lost.py": "import cart\ndef test_a(): pass\n",
    "tests/test_syntax.py": "def broken(:\n",
    "tests/test_exits.py": "import sys\nsys.exit(0)\n",
    "tests/test_good.py": "def test_good(): pass\n",
}


def test_what_cannot_be_collected_is_a_case(tmp_path: Path) -> None:
    files = {path: text for path, text in _LOST.items() if "exits" not in path}
    root = write(tmp_path, files)
    execution = run(root, _runner("tests"))
    assert outcomes(execution) == {
        "tests/test_lost.py": "error",
        "tests/test_syntax.py": "error",
        "tests/test_good.py::test_good": "passed",
    }
    found = report(execution)
    assert not found.disagreement
    lost = found.case("tests/test_lost.py")
    assert lost is not None
    (raised,) = parse_traceback(lost.traceback, (str(root),))
    assert [f.path for f in raised.frames if f.in_project] == [
        "tests/test_lost.py", "cart.py", "other.py",
    ]  # fmt: skip
    assert lost.message == "ModuleNotFoundError: No module named 'not_there'"
    syntax = found.case("tests/test_syntax.py")
    assert syntax is not None
    assert parse_traceback(syntax.traceback, (str(root),))[-1].is_syntax_error


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("import not_there\n", "ModuleNotFoundError"),
        ("def broken(:\n", "SyntaxError"),
        ("1 / 0\n", "ZeroDivisionError"),
    ],
)
@pytest.mark.parametrize("place", ["conftest.py", "tests/conftest.py", "tests/deep/conftest.py"])
def test_a_conftest_that_fails_is_a_case(tmp_path: Path, place: str, text: str, error: str) -> None:
    files = {"tests/deep/test_a.py": "def test_a(): pass\n", "pytest.ini": "[pytest]\n"}
    root = write(tmp_path, {**files, place: text})
    execution = run(root, _runner("tests/deep/test_a.py"))
    assert outcomes(execution) == {place: "error"}
    assert execution.exit_code == 4
    raised = parse_traceback(only(execution).traceback, (str(root),))[-1]
    assert raised.type_name == error
    assert raised.innermost is not None
    assert raised.innermost.path == place
    assert not report(execution).complete


def test_a_conftest_further_in_that_fails_is_told(tmp_path: Path) -> None:
    files = {"tests/deep/test_a.py": "def test_a(): pass\n", "pytest.ini": "[pytest]\n"}
    root = write(tmp_path, {**files, "tests/deep/conftest.py": "1 / 0\n"})
    execution = run(root, _runner())
    assert execution.exit_code != 0
    raised = parse_traceback(report(execution).failing[0].traceback, (str(root),))[-1]
    assert raised.type_name == "ZeroDivisionError"
    assert raised.innermost is not None
    assert raised.innermost.path == "tests/deep/conftest.py"


def test_a_monorepo_has_ids_from_its_folder(tmp_path: Path) -> None:
    files = {
        "pytest.ini": "[pytest]\n",
        "services/shop/tests/test_a.py": "def test_a(): assert 0\ndef test_b(): pass\n",
    }
    root = write(tmp_path, files)
    whole = run(root, _runner(cwd="services/shop"))
    assert outcomes(whole) == {
        "tests/test_a.py::test_a": "failed",
        "tests/test_a.py::test_b": "passed",
    }
    assert not report(whole).disagreement
    again = run(root, _runner("tests/test_a.py::test_a", cwd="services/shop"))
    assert list(outcomes(again)) == ["tests/test_a.py::test_a"]
    canaries = _runner("tests/test_a.py::test_a", cwd="services/shop").canaries()
    assert all(path.startswith("services/shop/tests/") for path in canaries.files)
    found = outcomes(run_canaries(root, canaries))
    assert (found[canaries.must_pass], found[canaries.must_fail]) == ("passed", "failed")


_TWO = "def test_a(): assert 0\ndef test_b(): pass\n"
_BOTH = {"test_a.py::test_a": "failed", "test_a.py::test_b": "passed"}


@pytest.mark.parametrize(
    ("addopts", "expected"),
    [
        ("-q", _BOTH),
        ("-qqq --tb=no", _BOTH),
        ("--tb=short -rA", _BOTH),
        ("-p no:cacheprovider", _BOTH),
        ("-p no:terminal", _BOTH),
        ("-p no:cov -p no:xdist", _BOTH),
        ("-n 2", _BOTH),
        ("-n 2 --dist loadfile", _BOTH),
        ("--junitxml=own.xml -o junit_family=xunit2 --junit-prefix=p", _BOTH),
        ("--cov=. --cov-fail-under=100", _BOTH),
        ("-x", {"test_a.py::test_a": "failed"}),
        ("--maxfail=1", {"test_a.py::test_a": "failed"}),
        ("-k nothing", {}),
        ("--collect-only", {}),
        ("--deselect test_a.py::test_a", {"test_a.py::test_b": "passed"}),
        ("--import-mode=importlib", _BOTH),
        ("--capture=no", _BOTH),
        ("-W error", _BOTH),
    ],
)
def test_the_projects_options_count(tmp_path: Path, addopts: str, expected: dict[str, str]) -> None:
    root = write(tmp_path, {"test_a.py": _TWO, "pytest.ini": f"[pytest]\naddopts = {addopts}\n"})
    execution = run(root, _runner())
    assert outcomes(execution) == expected
    found = report(execution)
    assert found.complete
    assert not found.disagreement
    if "failed" in expected.values():
        (raised,) = parse_traceback(found.failing[0].traceback, (str(root),))
        assert [frame.path for frame in raised.project_frames] == ["test_a.py"]


def test_a_project_without_junit_xml_is_told_so(tmp_path: Path) -> None:
    files = {"test_a.py": _TWO, "pytest.ini": "[pytest]\naddopts = -p no:junitxml\n"}
    execution = run(write(tmp_path, files), _runner())
    assert outcomes(execution) == _BOTH
    assert report(execution).disagreement == "pytest left no JUnit XML"


def test_the_users_own_options_count(tmp_path: Path) -> None:
    root = write(tmp_path, {"test_a.py": _TWO})
    execution = run(root, _runner(arguments=("-k", "test_b", "--junitxml=own.xml")))
    assert outcomes(execution) == {"test_a.py::test_b": "passed"}
    assert not report(execution).disagreement


def test_worker_processes_tell_the_same(tmp_path: Path) -> None:
    files = {"cart.py": _CART, "test_cart.py": _OUTCOMES}
    root = write(tmp_path, files)
    alone = run(root, _runner(arguments=("-p", "no:xdist")))
    (root / "pytest.ini").write_text("[pytest]\naddopts = -n 2\n")
    spread = run(root, _runner())
    assert outcomes(spread) == outcomes(alone)
    assert not report(spread).disagreement
    raised = report(spread).case("test_cart.py::test_raises")
    assert raised is not None
    (error,) = parse_traceback(raised.traceback, (str(root),))
    assert [frame.path for frame in error.project_frames] == ["test_cart.py", "cart.py"]


def test_reruns_of_a_plugin_are_not_outcomes(tmp_path: Path) -> None:
    """What pytest-rerunfailures does: a report with the outcome ``rerun`` and another try."""
    conftest = """
from _pytest.runner import runtestprotocol
def pytest_runtest_protocol(item, nextitem):
    for attempt in range(2):
        reports = runtestprotocol(item, nextitem=nextitem, log=False)
        for report in reports:
            if report.when == "call" and report.failed and not attempt:
                report.outcome = "rerun"
            item.ihook.pytest_runtest_logreport(report=report)
    return True
"""
    test = "seen = []\ndef test_a():\n    seen.append(1)\n    assert len(seen) > 1\n"
    root = write(tmp_path, {"conftest.py": conftest, "test_a.py": test})
    execution = run(root, _runner())
    assert outcomes(execution) == {"test_a.py::test_a": "passed"}
    assert only(execution).traceback == ""


def test_the_state_at_the_crash_is_seen(tmp_path: Path) -> None:
    root = write(tmp_path, {"cart.py": _CART, "test_cart.py": _OUTCOMES})
    tree = PlainTree(root)
    for name in ("test_raises", "test_up", "Old::test_raises"):
        runner = _runner(f"test_cart.py::{name}")
        tree.run(runner.crash_command(tree.root, f"{tree.root}/state.json"))
        state = crash_state_from_json(tree.read("state.json") or b"")
        assert state is not None
        assert (state.path, state.function) == ("cart.py", "first")


@pytest.mark.slow
def test_ten_thousand_cases(tmp_path: Path) -> None:
    text = (
        "import pytest\n@pytest.mark.parametrize('x', range(10000))\n"
        "def test_x(x): assert x < 9000, 'long ' * 2000\n"
    )
    root = write(tmp_path, {"test_a.py": text})
    found = report(run(root, _runner(arguments=("-q", "--tb=no")), timeout=280))
    assert len(found.cases) == len(found.collected) == 10000
    assert len(found.failing) == 1000
    assert not found.disagreement


def test_tracebacks_begin_with_code_of_the_project(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "conftest.py": "import pytest\n@pytest.fixture\ndef cart(): return basket\n",
            "test_cart.py": "def test_it(cart): pass\ndef test_no(nowhere): pass\n",
        },
    )
    told = {case.id: case.traceback for case in report(run(tmp_path, _runner())).cases}
    frames = told["test_cart.py::test_it"].split("\n")
    assert 'conftest.py", line 3, in cart' in frames[1], frames
    assert "FixtureLookupError" in told["test_cart.py::test_no"]
