from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healbot.core.errors import NotReproduced
from healbot.core.reproducer import ReproducerKind
from healbot.reproducers.planned_request import MAX_SELECTED, request_of
from healbot.reproducers.workflow_run import PlannedTarget

FILES = (
    "pyproject.toml", "pkg/__init__.py", "pkg/cart.py", "tests/test_cart.py", "unit/test_units.py",
    "services/shop/tests/test_shop.py", "services/shop/shop.py", "scripts/report.py", "docs/use.md",
)  # fmt: skip


@pytest.mark.parametrize(
    ("ids", "folders", "cwd", "selection"),
    [
        (["tests/test_cart.py::test_a[x y]"], ["."], ".", ["tests/test_cart.py::test_a[x y]"]),
        (["tests/test_shop.py::test_a"], ["services/shop", "."], "services/shop",
         ["tests/test_shop.py::test_a"]),
        (["tests/test_shop.py::test_a"], ["."], "services/shop", ["tests/test_shop.py::test_a"]),
        (["test_cart.py::test_a"], ["."], "tests", ["test_cart.py::test_a"]),
        (["tests"], ["."], ".", ["tests"]),
        (["docs/use.md::use.md"], ["."], ".", ["docs/use.md::use.md"]),
    ],
)  # fmt: skip
def test_files_are_found_where_the_job_ran(
    ids: Sequence[str], folders: Sequence[str], cwd: str, selection: Sequence[str]
) -> None:
    target = PlannedTarget("pytest", tuple(ids), folders=tuple(folders))
    planned = request_of(target, FILES)
    assert planned.request.cwd == cwd
    assert planned.request.selection == tuple(selection)
    assert planned.missing == ()


def test_tests_that_the_commit_lacks_are_left_out_and_said() -> None:
    ids = ("tests/test_cart.py::test_a", "tests/test_gone.py::test_b", "/etc/a.py::test_c",
           "-x.py::test_d", "../out.py::test_e")  # fmt: skip
    planned = request_of(PlannedTarget("pytest", ids), FILES)
    assert planned.request.selection == ids[:1]
    assert planned.missing == ids[1:]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("pkg.cart.C.test_a", "pkg.cart.C.test_a"),
        ("unit.test_units.C.test_a", "unit.test_units.C.test_a"),
        ("test_units.C.test_a", "unit.test_units.C.test_a"),
        ("test_units", "unit.test_units"),
    ],
)
def test_modules_are_named_from_the_root(name: str, expected: str) -> None:
    planned = request_of(PlannedTarget("unittest", (name,)), FILES)
    assert planned.request.selection == (expected,)


@pytest.mark.parametrize("kind", ["pytest", "unittest", "doctest"])
def test_tests_that_are_nowhere_are_not_reproduced(kind: ReproducerKind) -> None:
    target = PlannedTarget(kind, ("nowhere.py",))
    with pytest.raises(NotReproduced, match="nowhere"):
        request_of(target, FILES)


def test_a_script_must_be_in_the_commit() -> None:
    target = PlannedTarget("script", script="scripts/report.py", arguments=("--all",))
    request = request_of(target, FILES).request
    assert (request.kind, request.target) == ("script", "scripts/report.py")
    assert request.arguments == ("--all",)
    with pytest.raises(NotReproduced):
        request_of(PlannedTarget("script", script="../secret.py"), FILES)


def test_a_command_runs_in_a_folder_that_is_there() -> None:
    target = PlannedTarget("command", command="make test", folders=("gone", "services", "."))
    request = request_of(target, FILES, timeout=7.0, generators=("fix_patterns",)).request
    assert (request.target, request.cwd, request.kind) == ("make test", "services", "command")
    assert (request.timeout, request.generators) == (7.0, ("fix_patterns",))


def test_very_many_tests_become_their_files() -> None:
    ids = tuple(f"tests/test_cart.py::test_{n}" for n in range(MAX_SELECTED + 1))
    request = request_of(PlannedTarget("pytest", ids), FILES).request
    assert request.selection == ("tests/test_cart.py",)


names = st.text("ab./-:[]", max_size=12)


@given(st.lists(names, min_size=1, max_size=5), st.lists(names, max_size=5))
def test_nothing_outside_of_the_commit_is_ever_selected(ids: list[str], files: list[str]) -> None:
    for target in (PlannedTarget("pytest", tuple(ids)), PlannedTarget("unittest", tuple(ids))):
        try:
            request = request_of(target, files).request
        except NotReproduced:
            continue
        assert request.selection
        assert not any(item.startswith(("-", "/")) for item in request.selection)
