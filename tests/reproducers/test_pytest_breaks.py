"""Runs of pytest that break: at import, in a plugin, in a worker, in a part of a test."""

from __future__ import annotations

import sys
from pathlib import Path

from healbot.core.traceback_parser import parse_traceback
from healbot.reproducers.pytest_runner import PytestRunner
from tests.reproducers.plain_tree import only, outcomes, report, run, write


def runner(*selection: str) -> PytestRunner:
    return PytestRunner(sys.executable, ".", selection)


def test_what_ends_the_import_is_told_with_what_it_replaced(tmp_path: Path) -> None:
    text = "try:\n    {}['key']\nexcept KeyError:\n    raise ValueError('bad settings')\n"
    root = write(tmp_path, {"settings.py": text, "test_a.py": "import settings\n"})
    case = only(run(root, runner()))
    assert case.message == "ValueError: bad settings"
    names = [raised.type_name for raised in parse_traceback(case.traceback, (str(root),))]
    assert names == ["KeyError", "ValueError"]


def test_an_import_error_is_told_without_what_pytest_wraps_it_in(tmp_path: Path) -> None:
    text = "try:\n    {}['key']\nexcept KeyError:\n    import not_there\n"
    root = write(tmp_path, {"settings.py": text, "test_a.py": "import settings\n"})
    case = only(run(root, runner()))
    assert case.message == "ModuleNotFoundError: No module named 'not_there'"
    names = [raised.type_name for raised in parse_traceback(case.traceback, (str(root),))]
    assert names == ["KeyError", "ModuleNotFoundError"]


def test_a_plugin_that_breaks_leaves_an_incomplete_report(tmp_path: Path) -> None:
    conftest = (
        "def pytest_runtest_setup(item): pass\n"
        "def pytest_runtest_logfinish(nodeid, location):\n    raise OSError('no server')\n"
    )
    text = "def test_a(): pass\ndef test_b(): pass\n"
    execution = run(write(tmp_path, {"conftest.py": conftest, "test_a.py": text}), runner())
    assert execution.exit_code == 3
    assert outcomes(execution) == {"test_a.py::test_a": "passed"}
    assert report(execution).collected == ("test_a.py::test_a", "test_a.py::test_b")
    assert not report(execution).complete


def test_parts_of_tests_count(tmp_path: Path) -> None:
    text = """
import unittest

def test_plain(subtests):
    for number in range(3):
        with subtests.test(number=number):
            assert number != 1

class Old(unittest.TestCase):
    def test_parts(self):
        for number in range(3):
            with self.subTest(number=number):
                self.assertNotEqual(number, 2)
    def test_good(self):
        with self.subTest("part"):
            pass
"""
    execution = run(write(tmp_path, {"test_a.py": text}), runner())
    assert outcomes(execution) == {
        "test_a.py::test_plain": "failed",
        "test_a.py::Old::test_good": "passed",
        "test_a.py::Old::test_parts": "failed",
    }
    assert execution.exit_code == 1
    assert not report(execution).disagreement
    case = report(execution).case("test_a.py::Old::test_parts")
    assert case is not None
    assert "AssertionError: 2 == 2" in case.traceback


def test_a_worker_that_dies_is_a_failure(tmp_path: Path) -> None:
    text = "import os\ndef test_a(): os.abort()\ndef test_b(): pass\n"
    ini = "[pytest]\naddopts = -n2\n"
    execution = run(write(tmp_path, {"test_a.py": text, "pytest.ini": ini}), runner())
    case = report(execution).case("test_a.py::test_a")
    assert case is not None
    assert case.outcome.is_bad
    assert "crashed" in case.message
    assert execution.exit_code == 1
