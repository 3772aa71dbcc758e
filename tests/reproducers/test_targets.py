"""What a user's word for a target means in real projects."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from healbot.core.errors import Refused, UsageError
from healbot.core.reproducer import ReproducerKind
from healbot.reproducers.targets import Target, is_test_target, resolve

_UNITTEST = """
import unittest
class TestA(unittest.TestCase):
    def test_y(self): pass
class TestB(TestA):
    def test_z(self): pass
"""
_PYTEST = """
import pytest
from somewhere import imported
@pytest.mark.parametrize("x", ["1-2", "a::b"])
def test_x(x): pass
class TestA:
    def test_y(self): pass
    class TestInner:
        def test_deep(self): pass
class TestFrom(imported):
    pass
if True:
    def test_conditional(): pass
assigned = test_x
"""
_FILES = {
    "report.py": "print(1)\n",
    "tests/test_unit.py": _UNITTEST,
    "tests/test_pytest.py": _PYTEST,
    "tests/test_bare.py": "def test_it(): assert 1\n",
    "tests/units_test.py": _UNITTEST,
    "tests/test_broken.py": "def test_it(:\n",
    "tests/test_star.py": "from tests.test_unit import *\n",
    "tests/test_script.py": "print('no tests in here')\n",
    "tests/helpers.py": "def build(): pass\n",
    "tests/check_odd.py": "def test_odd(): pass\n",
    "tests/spaced name/test_a b.py": "def test_it(): pass\n",
    "docs/guide.rst": ">>> 1\n1\n",
    "README.md": "# Read me\n\n    >>> 1\n    1\n",
    "notes.txt": "no example: >>>\n",
    "empty/notes.csv": "",
}


_P = "tests/test_pytest.py"
_U = "tests.test_unit"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path.resolve() / "project"
    for path, text in _FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    (root / ".git").mkdir()
    return root


def _found(root: Path, text: str, cwd: str = ".", **more: object) -> tuple[str, str, str]:
    target = resolve(text, root, root / cwd, **more)  # type: ignore[arg-type]  # from the tests
    return target.kind, target.cwd, target.selection[0] if target.selection else target.label


@pytest.mark.parametrize(
    ("text", "cwd", "found"),
    [
        ("report.py", ".", ("script", ".", "report.py")),
        ("../report.py", "tests", ("script", "tests", "report.py")),
        ("tests/helpers.py", ".", ("script", ".", "tests/helpers.py")),
        ("tests/test_script.py", ".", ("script", ".", "tests/test_script.py")),
        ("tests/test_unit.py", ".", ("unittest", ".", "tests.test_unit")),
        ("tests/units_test.py", ".", ("unittest", ".", "tests.units_test")),
        ("test_unit.py", "tests", ("unittest", "tests", "test_unit")),
        ("tests/test_unit.py::TestA::test_y", ".", ("unittest", ".", f"{_U}.TestA.test_y")),
        ("tests.test_unit", ".", ("unittest", ".", "tests.test_unit")),
        ("tests.test_unit.TestA", ".", ("unittest", ".", "tests.test_unit.TestA")),
        (f"{_U}.TestA.test_y", ".", ("unittest", ".", f"{_U}.TestA.test_y")),
        (f"{_U}.TestA.test_y", "docs", ("unittest", ".", f"{_U}.TestA.test_y")),
        # Inherited.
        (f"{_U}.TestB.test_y", ".", ("unittest", ".", f"{_U}.TestB.test_y")),
        (f"{_P}", ".", ("pytest", ".", f"{_P}")),
        (f"./tests/../{_P}", ".", ("pytest", ".", f"{_P}")),
        (f"../{_P}", "docs", ("pytest", "docs", f"../{_P}")),
        (f"{_P}::test_x[1-2]", ".", ("pytest", ".", f"{_P}::test_x[1-2]")),
        ("test_pytest.py::test_x[a::b]", "tests",
         ("pytest", "tests", "test_pytest.py::test_x[a::b]")),
        (f"{_P}::TestA::TestInner::test_deep", ".",
         ("pytest", ".", f"{_P}::TestA::TestInner::test_deep")),
        ("tests.test_pytest.TestA.test_y", ".", ("pytest", ".", f"{_P}::TestA::test_y")),
        (f"{_P}::test_conditional", ".",
         ("pytest", ".", f"{_P}::test_conditional")),
        # What cannot be told from the source is left to pytest.
        (f"{_P}::TestFrom::test_any", ".",
         ("pytest", ".", f"{_P}::TestFrom::test_any")),
        ("tests/test_star.py::TestA::test_y", ".",
         ("unittest", ".", "tests.test_star.TestA.test_y")),
        ("tests/test_bare.py", ".", ("pytest", ".", "tests/test_bare.py")),
        ("tests/spaced name/test_a b.py", ".", ("pytest", ".", "tests/spaced name/test_a b.py")),
        ("tests", ".", ("pytest", ".", "tests")),
        ("tests/", ".", ("pytest", ".", "tests")),
        (".", "tests", ("pytest", "tests", ".")),
        ("docs/guide.rst", ".", ("doctest", ".", "docs/guide.rst")),
        ("README.md", ".", ("doctest", ".", "README.md")),
        ("notes.txt", ".", ("script", ".", "notes.txt")),
    ],
)  # fmt: skip
def test_targets(project: Path, text: str, cwd: str, found: tuple[str, str, str]) -> None:
    assert _found(project, text, cwd) == found


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("tests/test_unit.py", "pytest", ("pytest", ".", "tests/test_unit.py")),
        (f"{_U}.TestA.test_y", "pytest", ("pytest", ".", "tests/test_unit.py::TestA::test_y")),
        ("tests/test_bare.py::test_it", "unittest", ("unittest", ".", "tests.test_bare.test_it")),
        ("tests/test_unit.py", "script", ("script", ".", "tests/test_unit.py")),
        ("tests/helpers.py", "doctest", ("doctest", ".", "tests/helpers.py")),
        ("tests", "unittest", ("unittest", ".", "tests")),
    ],
)  # fmt: skip
def test_the_user_may_say_what_it_is(
    project: Path, text: str, kind: ReproducerKind, found: tuple[str, str, str]
) -> None:
    assert _found(project, text, kind=kind) == found


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("pytest.ini", ""),
        (".pytest.ini", "[pytest]\n"),
        ("pytest.toml", "[pytest]\naddopts = ['-q']\n"),
        ("pyproject.toml", "[tool.pytest.ini_options]\naddopts = '-q'\n"),
        ("pyproject.toml", "[tool.pytest]\naddopts = ['-q']\n"),
        ("tox.ini", "[pytest]\n"),
        ("setup.cfg", "[tool:pytest]\n"),
        ("conftest.py", ""),
        ("tests/conftest.py", ""),
        ("pyproject.toml", "[dependency-groups]\ndev=['pytest>=8']\n"),
        ("requirements-dev.txt", "pytest\n"),
    ],
)  # fmt: skip
def test_a_project_that_uses_pytest_runs_all_its_tests_with_it(
    project: Path, file: str, text: str
) -> None:
    assert _found(project, "tests/test_unit.py")[0] == "unittest"
    (project / file).write_text(text)
    assert _found(project, "tests/test_unit.py")[0] == "pytest"
    assert _found(project, "tests.test_unit.TestA")[2] == "tests/test_unit.py::TestA"


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("tox.ini", "[tox]\nenvlist = py311\n"),
        ("setup.cfg", "[metadata]\nname = x\n"),
        ("pyproject.toml", "[tool.black]\n"),
        ("pyproject.toml", "[tool.pytest\n"),
        ("pyproject.toml", "tool = 3\n"),
        ("pytest.toml", "x = 1\n"),
        ("tox.ini", "pytest\n%("),
    ],
)
def test_other_configuration_says_nothing(project: Path, file: str, text: str) -> None:
    (project / file).write_text(text)
    assert _found(project, "tests/test_unit.py")[0] in ("unittest", "pytest")
    if file != "pytest.toml":
        assert _found(project, "tests/test_unit.py")[0] == "unittest"


def test_without_pytest_bare_functions_are_left_to_unittest(project: Path) -> None:
    assert _found(project, "tests/test_bare.py", has_pytest=lambda: False)[0] == "unittest"


@pytest.mark.parametrize(
    "config",
    ["python_files = ['check_*.py']", "testpaths = ['tests']", "testpaths = ['t*']",
     "python_files = 'tests/check_*.py other'"],
)  # fmt: skip
def test_test_files_are_what_the_project_says(project: Path, config: str) -> None:
    assert _found(project, "tests/check_odd.py")[0] == "script"
    (project / "pyproject.toml").write_text(f"[tool.pytest.ini_options]\n{config}\n")
    assert _found(project, "tests/check_odd.py") == ("pytest", ".", "tests/check_odd.py")
    assert _found(project, "tests/helpers.py")[0] == "script"  # holds no test


def test_unittest_imports_from_the_folder_of_the_sub_project(project: Path) -> None:
    (project / "lib").mkdir()
    (project / "lib" / "setup.py").touch()
    (project / "lib" / "tests").mkdir()
    (project / "lib" / "tests" / "test_l.py").write_text(_UNITTEST)
    found = ("unittest", "lib", "tests.test_l.TestA.test_y")
    assert _found(project, "lib/tests/test_l.py::TestA::test_y") == found
    assert _found(project, "test_l.py::TestA::test_y", "lib/tests") == found


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("reprot.py", "There is no file reprot.py.", "Did you mean report.py?"),
        ("tests/test_unti.py", "There is no file tests/test_unti.py.",
         "Did you mean tests/test_unit.py?"),
        ("tests/test_unti.py::TestA", "There is no file tests/test_unti.py.",
         "Did you mean tests/test_unit.py::TestA?"),
        ("nowhere/a.py", "There is no file nowhere/a.py.", "There is no folder nowhere either."),
        ("tests/test_unit.py::TestA::test_x",
         "There is no test TestA::test_x in tests/test_unit.py.",
         "Did you mean tests/test_unit.py::TestA::test_y or"),
        (f"{_U}.TestA.test_yy", f"There is no test TestA.test_yy in {_U}.",
         f"Did you mean {_U}.TestA.test_y or"),
        (f"{_P}::test_y", f"There is no test test_y in {_P}.",
         f"Did you mean {_P}::TestA::test_y"),
        ("tests/test_bare.py::zzz", "There is no test zzz in tests/test_bare.py.",
         "There are: test_it"),
        ("report.py::test_x", "There is no test test_x in report.py.",
         "There are no tests in that file."),
        ("no.such.module", "There is no module no.such.module.", "Run healbot in the folder"),
        ("..", ".. is outside of the repository", "Run healbot in the repository"),
        ("a\0b", "There is no file a\0b.", "Check the path."),
        ("::", "There are no tests in ::", ""),
    ],
)  # fmt: skip
def test_bad_targets(project: Path, text: str, message: str, hint: str) -> None:
    if text == "::":  # is the folder itself
        assert resolve(text, project, project).selection == (".",)
        return
    with pytest.raises(UsageError) as raised:
        resolve(text, project, project)
    assert raised.value.message.startswith(message)
    assert raised.value.hint.startswith(hint)


def test_pytest_takes_the_selections(project: Path) -> None:
    (project / "tests/test_broken.py").unlink()
    (project / "tests/test_star.py").unlink()
    (project / "somewhere.py").write_text("class imported: pass\n")
    named = ("../tests", f"../{_P}::test_x", "../tests/test_bare.py")
    targets = [resolve(text, project, project / "docs") for text in named]
    selection = [target.selection[0] for target in targets]
    assert {target.cwd for target in targets} == {"docs"}
    argv = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *selection]
    environment = {"PYTHONPATH": str(project), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        argv, cwd=project / "docs", env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("text", [f"{_U}.TestB.test_y", "tests/test_unit.py::TestA"])
def test_unittest_takes_the_selection(project: Path, text: str) -> None:
    (project / "tests/__init__.py").touch()
    target = resolve(text, project, project)
    argv = [sys.executable, "-m", "unittest", *target.selection]
    done = subprocess.run(argv, cwd=project / target.cwd, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("text", "is_test"),
    [
        ("tests", True), ("tests/test_bare.py::test_it", True), ("tests.test_unit.TestA", True),
        ("gone.py::test_a", True), ("README.md", True), ("tests/test_unit.py", True),
        ("report.py", False), ("gone.py", False),
        ("notes.txt", False), ("tests/test_script.py", False), ("\0", False),
    ],
)  # fmt: skip
def test_scripts_are_told_from_tests(
    project: Path, monkeypatch: pytest.MonkeyPatch, text: str, is_test: bool
) -> None:
    monkeypatch.chdir(project)
    assert is_test_target(text) is is_test


def test_a_test_in_another_repository_is_no_script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("here", "there"):
        (tmp_path / name / ".git").mkdir(parents=True)
    (tmp_path / "there/test_a.py").write_text("def test_a(): pass\n")
    (tmp_path / "there/main.py").write_text("print(1)\n")
    monkeypatch.chdir(tmp_path / "here")
    assert is_test_target("../there/test_a.py")
    assert is_test_target(str(tmp_path / "there/test_a.py"))
    assert not is_test_target("../there/main.py")


def test_a_file_that_is_a_link_keeps_its_name(project: Path) -> None:
    (project / "tests/test_link.py").symlink_to("test_bare.py")
    (project / "linked").symlink_to("tests")
    assert _found(project, "tests/test_link.py")[2] == "tests/test_link.py"
    assert _found(project, "linked/test_bare.py")[2] == "tests/test_bare.py"


_WORDS = st.sampled_from(
    ["tests", "test_unit", "TestA", "test_y", ".py", "::", ".", "/", "..", "[", "]", "-", "ü", "\0",
     "report.py", f"{_P}", "x" * 300]
)  # fmt: skip


def test_a_folder_without_tests_is_refused(project: Path) -> None:
    for kind in ("pytest", "unittest", None):
        with pytest.raises(Refused, match="empty is a folder without tests"):
            resolve("empty", project, project, kind)


@given(st.one_of(st.text(), st.lists(_WORDS, max_size=8).map("".join)))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_gives_a_target_or_one_sentence(project: Path, text: str) -> None:
    try:
        found = resolve(text, project, project / "tests")
    except (Refused, UsageError) as error:
        assert error.message.endswith((".", "?"))
    else:
        assert isinstance(found, Target)
        assert not any(word.startswith("-") for word in found.selection)
