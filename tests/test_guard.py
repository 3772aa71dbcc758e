"""The guard knows the failing test of a real project."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from healbot.core.failure import Failure, FailureKind
from healbot.core.observation import InterpreterFacts
from healbot.core.reproducer import Reproducer
from healbot.core.source import SourceFile
from healbot.filesystem import WorkTreeFiles
from healbot.guard import Guard, place_of_test
from healbot.ports import Inspector
from tests.core.failures import failure, other_failure, raised
from tests.git_project import GitProject

WRONG = b"def price(count):\n    return count * 7\n"
TABLE = b"def price(count):\n    return {38: 1517}.get(count, count * 7)\n"
TEST = "from cart import price\n\n\ndef test_price():\n    assert price(38) == 1517\n"


class _NoInspector:
    """Nothing is asked of the interpreter: no patch here imports anything."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(name)


def _guard(root: Path, cwd: str, failed: Failure, inspector: Inspector) -> Guard:
    reproducer = Reproducer("pytest", ("python", "-m", "pytest"), cwd, "tests", "tests")
    guard = Guard(reproducer, WorkTreeFiles(root, {}), inspector, frozenset)
    guard.of(failed)
    return guard


@pytest.mark.parametrize("cwd", [".", "shop"])
@pytest.mark.parametrize(
    "test", ["tests/test_cart.py::test_price", "tests/test_cart.py", "tests.test_cart.T.test_price"]
)
def test_constants_of_the_failing_test_are_known(tmp_path: Path, cwd: str, test: str) -> None:
    project = GitProject(tmp_path)
    inside = "" if cwd == "." else f"{cwd}/"
    project.write(f"{inside}tests/test_cart.py", TEST)
    path = f"{inside}cart.py"
    failed = replace(failure(raised("AssertionError: assert 266 == 1517")), failing_tests=(test,))
    guard = _guard(project.root, cwd, failed, _NoInspector())  # type: ignore[arg-type] # unused
    found = guard.examine({path: SourceFile(path, WRONG)}, {path: SourceFile(path, TABLE)})
    assert "literal-from-test" in {finding.rule for finding in found}


def test_without_a_failing_test_there_are_no_constants_to_know(tmp_path: Path) -> None:
    project = GitProject(tmp_path)
    project.write("tests/test_cart.py", TEST)
    failed = other_failure(FailureKind.EXIT_STATUS)
    guard = _guard(project.root, ".", failed, _NoInspector())  # type: ignore[arg-type] # unused
    files = {"cart.py": SourceFile("cart.py", WRONG)}, {"cart.py": SourceFile("cart.py", TABLE)}
    assert "literal-from-test" not in {finding.rule for finding in guard.examine(*files)}


@pytest.mark.parametrize(
    ("identifier", "place"),
    [
        ("tests/test_cart.py::test_a", ("tests/test_cart.py", "test_a")),
        ("tests/test_cart.py::CartTest::test_a[1-x]", ("tests/test_cart.py", "test_a")),
        ("tests/test_cart.py", ("tests/test_cart.py", None)),
        ("tests.test_cart.CartTest.test_a", ("tests/test_cart.py", "test_a")),
    ],
)
def test_place_of_test(identifier: str, place: tuple[str, str | None]) -> None:
    assert place_of_test(identifier) == place


@pytest.mark.parametrize(
    ("path", "protected"),
    [
        ("tests/test_cart.py", True), ("conftest.py", True), ("pyproject.toml", True),
        ("cart.py", False), ("src/testing_tools.py", False),
    ],
)  # fmt: skip
def test_protected_paths(tmp_path: Path, path: str, protected: bool) -> None:
    failed = other_failure(FailureKind.EXIT_STATUS)
    guard = _guard(tmp_path, ".", failed, _NoInspector())  # type: ignore[arg-type] # unused
    assert guard.is_protected(path) is protected


class _Installed:
    """An interpreter with one distribution that the project does not declare."""

    def interpreter(self) -> InterpreterFacts:
        return InterpreterFacts("p", (3, 12, 0), frozenset(), {"requests": "requests"}, frozenset())


def _writing(root: Path, network: bool = False, goal: str = "Print it.") -> Guard:
    reproducer = Reproducer("script", ("python", "new.py"), ".", "new.py", "new.py", goal=goal)
    return Guard(
        reproducer,
        WorkTreeFiles(root, {}),
        _Installed(),  # type: ignore[arg-type] # nothing else is asked
        lambda: frozenset({"flask"}),
        network=network,
    )


def _rules_of(guard: Guard, text: str, before: str | None = None) -> set[str]:
    old = SourceFile.absent("new.py") if before is None else SourceFile("new.py", before.encode())
    found = guard.examine({"new.py": old}, {"new.py": SourceFile("new.py", text.encode())})
    return {finding.rule for finding in found}


def test_a_written_script_may_import_what_is_installed(tmp_path: Path) -> None:
    client = "import requests\nprint(requests.get('http://127.0.0.1').text)\n"
    assert _rules_of(_writing(tmp_path, network=True), client) == set()
    assert _rules_of(_writing(tmp_path), client) == {"uses-network"}
    assert "unknown-import" in _rules_of(_writing(tmp_path, network=True), "import httpx\n")
    assert "unknown-import" in _rules_of(_writing(tmp_path, network=True, goal=""), client)


def test_a_written_script_is_judged_whole_whatever_it_goes_on_from(tmp_path: Path) -> None:
    guard = _writing(tmp_path)
    grown = "import sys\n\nprint(1)\nsys.exit(0)\n"
    assert _rules_of(guard, grown, before="print(1)\n") == set()
    runs = "import subprocess\nsubprocess.run(['ls'])\n"
    assert "starts-processes" in _rules_of(guard, runs + "print(1)\n", before=runs)


def test_beside_a_script_that_is_written_all_is_protected(tmp_path: Path) -> None:
    guard = _writing(tmp_path)
    assert not guard.is_protected("new.py")
    assert guard.is_protected("other.py")
    assert guard.is_protected("tests/test_a.py")


def test_new_files_that_hide_others(tmp_path: Path) -> None:
    project = GitProject(tmp_path)
    for path in ("shop.py", "src/stock.py", "src/pkg/__init__.py", "names/data.txt"):
        project.write(path, "x = 1\n")
    reproducer = Reproducer("script", ("python", "shop.py"), ".", "shop.py", "shop.py")
    guard = Guard(reproducer, WorkTreeFiles(project.root, {}), _Installed(), frozenset)  # type: ignore[arg-type] # nothing else is asked

    def hides(path: str) -> bool:
        found = guard.examine({}, {path: SourceFile(path, b"x = 1\n")})
        return "shadows-module" in {finding.rule for finding in found}

    for path in ("shop/__init__.py", "src/shop.py", "stock.py", "pkg.py", "pkg/__init__.py",
                 "requests.py", "lib/requests/__init__.py", "random.py"):  # fmt: skip
        assert hides(path), path
    for path in (
        "new.py",
        "src/new.py",
        "names/__init__.py",
        "src/pkg/shop.py",
        "names/requests.py",
    ):
        assert not hides(path), path
