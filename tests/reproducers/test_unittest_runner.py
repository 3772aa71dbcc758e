"""The unittest runner over real projects."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from healbot.core.case_diagnosis import failure_of_suite
from healbot.core.cases import Comparison
from healbot.core.source import SourceFile
from healbot.core.traceback_parser import parse_traceback
from healbot.ports import SandboxTree
from healbot.reproducers.unittest_runner import UnittestRunner
from healbot.sandbox.inspector import crash_state_from_json
from tests.core.interpreters import interpreters
from tests.reproducers.plain_tree import (
    PlainTree,
    only,
    outcomes,
    report,
    run,
    run_canaries,
    write,
)

_CART = """
def total(prices):
    return sum(prices) + 1

def first(prices):
    return prices[0]
"""
_OUTCOMES = """
import unittest
from cart import first, total

class Cart(unittest.TestCase):
    def test_passes(self):
        self.assertEqual(total([]), 1)
    def test_fails(self):
        self.assertEqual(total([1, 2]), 3)
    def test_raises(self):
        first([])
    @unittest.skip("not today")
    def test_skipped(self): pass
    @unittest.expectedFailure
    def test_expected(self): self.assertIn(1, [])
    @unittest.expectedFailure
    def test_unexpected(self): pass
    def test_parts(self):
        for number in range(4):
            with self.subTest("part", number=number):
                self.assertNotEqual(number, 2)
    def test_part_skipped(self):
        with self.subTest("part"):
            self.skipTest("no")
    def test_exits(self):
        raise SystemExit(0)

class Fixture(unittest.TestCase):
    def setUp(self):
        if "up" in self.id(): raise OSError("no set-up")
    def tearDown(self):
        if "down" in self.id(): raise OSError("no tear-down")
    def test_up(self): pass
    def test_down(self): pass

class BadClass(unittest.TestCase):
    @classmethod
    def setUpClass(cls): first([])
    def test_never(self): pass

class BadEnd(unittest.TestCase):
    @classmethod
    def tearDownClass(cls): first([])
    def test_before(self): pass

class SkippedClass(unittest.TestCase):
    @classmethod
    def setUpClass(cls): raise unittest.SkipTest("all of it")
    def test_never(self): pass

class Later(unittest.IsolatedAsyncioTestCase):
    async def test_later(self):
        first([])
"""


def _runner(*selection: str, python: str = sys.executable, **options: object) -> UnittestRunner:
    arguments = options.get("arguments", ())
    assert isinstance(arguments, tuple)
    return UnittestRunner(python, str(options.get("cwd", ".")), selection, arguments)


_OLDEST = interpreters().get("3.8", sys.executable)
_NEWEST = interpreters().get("3.13", sys.executable)


@pytest.mark.parametrize("python", [_OLDEST, sys.executable, _NEWEST])
def test_every_outcome_is_told(tmp_path: Path, python: str) -> None:
    root = write(tmp_path, {"cart.py": _CART, "test_cart.py": _OUTCOMES})
    execution = run(root, _runner("test_cart", python=python))
    assert outcomes(execution) == {
        "test_cart.Cart.test_passes": "passed",
        "test_cart.Cart.test_fails": "failed",
        "test_cart.Cart.test_raises": "failed",
        "test_cart.Cart.test_skipped": "skipped",
        "test_cart.Cart.test_expected": "xfailed",
        "test_cart.Cart.test_unexpected": "failed",
        "test_cart.Cart.test_parts": "failed",
        "test_cart.Cart.test_part_skipped": "skipped",
        "test_cart.Cart.test_exits": "failed",
        "test_cart.Fixture.test_up": "error",
        "test_cart.Fixture.test_down": "error",
        "test_cart.BadClass": "error",
        "test_cart.BadEnd": "error",
        "test_cart.BadEnd.test_before": "passed",
        "test_cart.SkippedClass": "skipped",
        "test_cart.Later.test_later": "failed",
    }
    found = report(execution)
    assert found.complete
    assert not found.disagreement
    assert execution.exit_code == 1
    assert "test_cart.BadClass.test_never" in found.collected
    assert found.modules["cart"] == "cart.py"
    failed = found.case("test_cart.Cart.test_fails")
    assert failed is not None
    assert failed.comparison == Comparison("==", "4", "3")
    assert failed.message == "AssertionError: 4 != 3"
    parts = found.case("test_cart.Cart.test_parts")
    assert parts is not None
    assert parts.message.endswith("[part] (number=2)")
    skipped = found.case("test_cart.Cart.test_skipped")
    assert skipped is not None
    assert skipped.message == "not today"


@pytest.mark.parametrize("python", [_OLDEST, _NEWEST])
def test_tracebacks_are_pythons_without_unittest(tmp_path: Path, python: str) -> None:
    root = write(tmp_path, {"cart.py": _CART, "test_cart.py": _OUTCOMES})
    execution = run(root, _runner("test_cart", python=python))
    for name in ("Cart.test_raises", "BadClass", "BadEnd", "Later.test_later"):
        case = report(execution).case(f"test_cart.{name}")
        assert case is not None
        (raised,) = parse_traceback(case.traceback, (str(root),))
        assert raised.innermost is not None
        assert raised.innermost.path == "cart.py"
        assert raised.innermost.function == "first"
        assert "unittest" not in case.traceback
        assert all(frame.in_project or "asyncio" in frame.path for frame in raised.frames)


def test_the_ids_run_one_test_each(tmp_path: Path) -> None:
    root = write(tmp_path, {"cart.py": _CART, "test_cart.py": _OUTCOMES})
    identifier = "test_cart.Cart.test_raises"
    assert outcomes(run(root, _runner(identifier))) == {identifier: "failed"}


_BROKEN = {
    "pkg/__init__.py": "",
    "pkg/lost.py": "from pkg.other import gone\n",
    "pkg/other.py": "import not_there\n",
    "tests/__init__.py": "",
    "tests/test_lost.py": "import pkg.lost\n",
    "tests/test_syntax.py": "def broken(:\n    pass\n",
    "tests/test_exits.py": "import sys\nsys.exit(0)\n",
    "tests/test_good.py": (
        "import unittest\nclass T(unittest.TestCase):\n    def test_good(self): pass\n"
    ),
}


@pytest.mark.parametrize(
    "selection",
    [
        (),
        ("tests",),
        ("tests/",),
        ("tests.test_lost", "tests.test_syntax", "tests.test_exits", "tests.test_good"),
        ("tests/test_lost.py", "tests/test_syntax.py", "tests/test_exits.py", "tests/test_good.py"),
    ],
)
def test_modules_that_cannot_be_imported_are_cases(
    tmp_path: Path, selection: tuple[str, ...]
) -> None:
    root = write(tmp_path, _BROKEN)
    execution = run(root, _runner(*selection))
    assert outcomes(execution) == {
        "tests.test_lost": "error",
        "tests.test_syntax": "error",
        "tests.test_exits": "error",
        "tests.test_good.T.test_good": "passed",
    }
    assert execution.exit_code == 1
    lost = report(execution).case("tests.test_lost")
    assert lost is not None
    (raised,) = parse_traceback(lost.traceback, (str(root),))
    assert raised.type_name == "ModuleNotFoundError"
    assert [frame.path for frame in raised.frames] == [
        "tests/test_lost.py",
        "pkg/lost.py",
        "pkg/other.py",
    ]
    syntax = report(execution).case("tests.test_syntax")
    assert syntax is not None
    (error,) = parse_traceback(syntax.traceback, (str(root),))
    assert error.is_syntax_error
    assert error.innermost is not None
    assert error.innermost.path == "tests/test_syntax.py"
    exits = report(execution).case("tests.test_exits")
    assert exits is not None
    assert "SystemExit: 0" in exits.traceback


@pytest.mark.parametrize("name", ["test_cart.Missing", "test_cart.Cart.test_gone", "test_none"])
def test_a_name_that_is_not_there_fails_under_that_name(tmp_path: Path, name: str) -> None:
    root = write(tmp_path, {"cart.py": _CART, "test_cart.py": _OUTCOMES})
    execution = run(root, _runner(name))
    assert outcomes(execution) == {name: "error"}
    assert execution.exit_code == 1


@pytest.mark.parametrize("folder", ["tests", "test"])
def test_a_folder_that_is_no_package_is_found_and_its_ids_can_be_run(
    tmp_path: Path, folder: str
) -> None:
    """There are installed packages called ``tests`` and ``test`` too."""
    files = {
        "cart.py": _CART,
        f"{folder}/support.py": "from cart import first\n",
        f"{folder}/test_cart.py": (
            "import unittest\nimport support\nclass T(unittest.TestCase):\n"
            "    def test_first(self): support.first([])\n"
        ),
    }
    root = write(tmp_path, files)
    whole = run(root, _runner().suite())
    assert outcomes(whole) == {f"{folder}.test_cart.T.test_first": "failed"}
    alone = run(root, _runner(f"{folder}.test_cart.T.test_first"))
    failures = [failure_of_suite(report(done), (str(root),), ".", str) for done in (whole, alone)]
    assert failures[0] is not None
    assert failures[1] is not None
    assert failures[0].fingerprint == failures[1].fingerprint


def test_options_of_discovery_count_until_tests_are_selected(tmp_path: Path) -> None:
    checks = "import unittest\nclass T(unittest.TestCase):\n    def test_a(self): self.fail('x')\n"
    root = write(tmp_path, {"unit/check_a.py": checks, "test_b.py": checks})
    runner = _runner(arguments=("discover", "-v", "-s", "unit", "-p", "check_*.py"))
    assert outcomes(run(root, runner)) == {"unit.check_a.T.test_a": "failed"}
    narrowed = runner.selecting(["unit.check_a.T.test_a"])
    assert outcomes(run(root, narrowed)) == {"unit.check_a.T.test_a": "failed"}
    assert "unit.check_a.T.test_a" in narrowed.reproducer("unit").argv
    assert "-v" in narrowed.reproducer("unit").argv
    assert "-s" not in narrowed.reproducer("unit").argv


def test_load_tests_is_asked(tmp_path: Path) -> None:
    text = """
import unittest
class T(unittest.TestCase):
    def test_a(self): pass
    def test_b(self): pass
def load_tests(loader, tests, pattern):
    return unittest.TestSuite([T("test_b")])
"""
    broken = "def load_tests(loader, tests, pattern):\n    raise ValueError('no tests')\n"
    root = write(tmp_path, {"test_a.py": text, "test_b.py": broken})
    execution = run(root, _runner())
    assert outcomes(execution) == {"test_a.T.test_b": "passed", "test_b": "error"}
    case = report(execution).case("test_b")
    assert case is not None
    assert parse_traceback(case.traceback, (str(root),))[-1].type_name == "ValueError"


def test_set_up_of_a_module_that_fails_is_a_case(tmp_path: Path) -> None:
    text = """
import unittest
def setUpModule(): raise OSError("no server")
class T(unittest.TestCase):
    def test_a(self): pass
"""
    root = write(tmp_path, {"test_a.py": text})
    execution = run(root, _runner("test_a.T.test_a"))
    assert outcomes(execution) == {"test_a": "error"}
    assert report(execution).collected == ("test_a.T.test_a",)


@pytest.mark.parametrize("planted", ["unittest", "json", "traceback", "sysconfig", "typing"])
def test_a_planted_module_is_not_the_recorders(tmp_path: Path, planted: str) -> None:
    text = "import unittest\nclass T(unittest.TestCase):\n    def test_a(self): self.fail('x')\n"
    bomb = "import os\nos._exit(0)\n"
    root = write(tmp_path, {f"{planted}.py": bomb, "test_a.py": text})
    tree = PlainTree(root, {"PYTHONPATH": str(root)})
    execution = _runner("test_a").run(tree, 60)
    assert outcomes(execution) == {"test_a.T.test_a": "failed"}


_EXITS = """
import os, atexit, unittest
class T(unittest.TestCase):
    def test_a(self):
        {body}
        self.fail("not reached")
"""


@pytest.mark.parametrize("body", ["os._exit(0)", "os.abort()"])
def test_a_hard_exit_leaves_no_report(tmp_path: Path, body: str) -> None:
    root = write(tmp_path, {"test_a.py": _EXITS.format(body=body)})
    assert run(root, _runner("test_a")).tests is None


def test_a_hard_exit_at_the_end_is_a_disagreement(tmp_path: Path) -> None:
    root = write(tmp_path, {"test_a.py": _EXITS.format(body="atexit.register(os._exit, 0)")})
    execution = run(root, _runner("test_a"))
    assert execution.exit_code == 0
    assert "ended with status 1, but the process exited 0" in report(execution).disagreement


def test_a_time_limit_leaves_no_report(tmp_path: Path) -> None:
    root = write(tmp_path, {"test_a.py": _EXITS.format(body="import time; time.sleep(60)")})
    execution = run(root, _runner("test_a"), timeout=1.0)
    assert execution.timed_out
    assert execution.tests is None


@pytest.mark.parametrize(
    "body",
    [
        "os.chdir('/')",
        "os.close(1)",
        "import sys; sys.stdout = sys.stderr = None",
        "import builtins; print('x' * 10**6)",
        "os.fork()",
    ],
)
def test_the_report_is_written_whatever_the_test_does(tmp_path: Path, body: str) -> None:
    root = write(tmp_path, {"test_a.py": _EXITS.format(body=body)})
    execution = run(root, _runner("test_a"))
    assert outcomes(execution) == {"test_a.T.test_a": "failed"}


def test_a_runner_that_breaks_off_leaves_an_incomplete_report(tmp_path: Path) -> None:
    root = write(tmp_path, {"test_a.py": _EXITS.format(body="os.close(2)")})
    execution = run(root, _runner("test_a"))
    assert outcomes(execution) == {"test_a.T.test_a": "failed"}
    assert not report(execution).complete


@pytest.mark.parametrize(
    ("selection", "folder"),
    [
        ((), ""),
        (("tests",), ""),
        (("tests.test_good.T.test_good",), "tests"),
        (("tests/test_good.py",), "tests"),
        (("test_root",), ""),
        (("lower.case.name",), ""),
    ],
)
def test_canaries_run_beside_the_tests(
    tmp_path: Path, selection: tuple[str, ...], folder: str
) -> None:
    good = {path: _BROKEN[path] for path in ("tests/__init__.py", "tests/test_good.py")}
    files = {**good, "test_root.py": _BROKEN["tests/test_good.py"]}
    root = write(tmp_path, {**files, "lower/__init__.py": "", "lower/case.py": ""})
    canaries = _runner(*selection).canaries()
    assert {str(Path(path).parent) for path in canaries.files} == {folder or "."}
    execution = run_canaries(root, canaries)
    found = outcomes(execution)
    assert found.pop(canaries.must_pass) == "passed"
    assert found.pop(canaries.must_fail) == "failed"
    assert execution.exit_code == 1
    assert found, "the project's own tests run in the same process"


def test_a_canary_shows_code_that_patches_unittest(tmp_path: Path) -> None:
    patch = "import unittest\nunittest.TestCase.assertNotEqual = lambda *a: None\n"
    text = "import unittest\nimport app\nclass T(unittest.TestCase):\n    def test_a(self): pass\n"
    root = write(tmp_path, {"app.py": patch, "test_a.py": text})
    canaries = _runner("test_a.T.test_a").canaries()
    execution = run_canaries(root, canaries)
    assert outcomes(execution)[canaries.must_fail] == "passed"


@pytest.mark.parametrize("name", ["test_cart.Cart.test_raises", "test_cart.BadClass"])
def test_the_state_at_the_crash_is_seen(tmp_path: Path, name: str) -> None:
    root = write(tmp_path, {"cart.py": _CART, "test_cart.py": _OUTCOMES})
    tree = PlainTree(root)
    tree.run(_runner(name).crash_command(tree.root, f"{tree.root}/state.json"))
    state = crash_state_from_json(tree.read("state.json") or b"")
    assert state is not None
    assert (state.path, state.function) == ("cart.py", "first")
    assert state.local_values["prices"].length == 0


def test_the_reproducer_is_what_a_person_types(tmp_path: Path) -> None:
    root = write(tmp_path, _BROKEN)
    for selection in (("tests.test_syntax",), ("./tests/",)):
        argv = _runner(*selection).reproducer("tests").argv
        done = subprocess.run(argv, cwd=root, capture_output=True, text=True)
        assert done.returncode == 1
        assert "SyntaxError" in done.stderr


def test_no_tests_is_told_as_unittest_tells_it(tmp_path: Path) -> None:
    execution = run(tmp_path, _runner(python=_NEWEST))
    assert outcomes(execution) == {}
    assert execution.exit_code == 5
    assert not report(execution).disagreement


def test_tests_that_are_named_like_the_modules_of_a_namespace(tmp_path: Path) -> None:
    text = "import unittest\nclass T(unittest.TestCase):\n    def test_ü(self): self.fail('ä')\n"
    root = write(tmp_path, {"unit tests/test_a.py": text})
    case = only(run(root, _runner("unit tests/test_a.py")))
    assert case.id == "unit tests.test_a.T.test_ü"
    assert case.message == "AssertionError: ä"


def test_many_tests_are_recorded(tmp_path: Path) -> None:
    text = """
import unittest
class T(unittest.TestCase): pass
def make(number):
    def test(self): self.assertLess(number, 19990)
    return test
for number in range(20000):
    setattr(T, "test_%d" % number, make(number))
"""
    root = write(tmp_path, {"test_a.py": text})
    found = report(run(root, _runner()))
    assert len(found.cases) == len(found.collected) == 20000
    assert len(found.failing) == 10


def test_files_laid_over_have_the_path_from_the_root(tmp_path: Path) -> None:
    root = write(tmp_path, {f"service/{path}": text for path, text in _BROKEN.items()})
    canaries = _runner("tests.test_good.T", cwd="service").canaries()
    assert all(isinstance(source, SourceFile) for source in canaries.files.values())
    assert all(path.startswith("service/tests/") for path in canaries.files)
    assert run_canaries(root, canaries).exit_code == 1


def _accepts(tree: SandboxTree) -> None:
    """The plain tree has all that a runner needs."""


_accepts(PlainTree(Path()))
