"""The guard knows the failing test of a real project."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from healbot.core.failure import Failure, FailureKind
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
