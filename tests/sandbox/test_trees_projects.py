"""Whole test suites in a tree give the results that they give to the user."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from healbot.core.source import SourceFile
from healbot.ports import Command, SandboxTree
from healbot.sandbox.interpreter import visible_paths
from healbot.sandbox.repository_on_demand import RepositoryOnDemand
from healbot.sandbox.request import SandboxRequest
from tests.git_project import GitProject
from tests.sandbox.conftest import SandboxFactory

pytestmark = pytest.mark.slow

FILES = {
    "pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["src", "."]\naddopts = "-q"\n',
    ".gitignore": "*.db\n/generated/\n*.cache\n",
    "src/company/cart/totals.py": "def total(prices):\n    return sum(prices) + 1\n",
    "src/company/cart/__init__.py": "",
    "conftest.py": """
import pytest

@pytest.fixture
def level():
    return ["root"]
""",
    "tests/conftest.py": """
import pytest

@pytest.fixture
def level(level):
    return [*level, "tests"]
""",
    "tests/deep/conftest.py": """
import pytest

@pytest.fixture
def level(level):
    return [*level, "deep"]
""",
    "tests/deep/test_levels.py": """
def test_conftests_of_all_levels(level):
    assert level == ["root", "tests", "deep"]
""",
    "tests/test_totals.py": """
from company.cart.totals import total

def test_a_namespace_package():
    assert total([1, 2]) == 3
""",
    "tests/test_files.py": """
import pathlib, sqlite3
from generated import version

ROOT = pathlib.Path(__file__).resolve().parent.parent

def test_ignored_files_are_there():
    assert version.VALUE == 7
    rows = sqlite3.connect(ROOT / "fixtures.db").execute("select name from items").fetchall()
    assert rows == [("ada",)]

def test_writing_into_the_tree(request):
    cache = ROOT / "results.cache"
    assert not cache.exists(), "what an earlier run wrote"
    cache.write_text("written")
    (ROOT / "generated" / "new").mkdir()
    request.config.cache.set("healbot/test", [1])
    (ROOT / "tests" / "__pycache__").mkdir(exist_ok=True)

def test_the_working_folder_is_the_projects():
    assert pathlib.Path.cwd() == ROOT
    assert (ROOT / "link.txt").read_text() == "content"
    assert (ROOT / "run.sh").stat().st_mode & 0o100
""",
    "tests/test_git.py": """
import pathlib, subprocess
import pytest

def git(*arguments):
    return subprocess.run(["git", *arguments], capture_output=True, text=True, check=True).stdout

def test_the_files_that_git_knows():
    names = git("ls-files", "-z").split(chr(0))
    assert "src/company/cart/totals.py" in names
    assert "fixtures.db" not in names

def test_the_version():
    assert git("describe", "--tags").startswith("v2.1-1-g")

def test_no_history_is_needed_elsewhere(tmp_path):
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    assert (tmp_path / ".git").is_dir()
""",
    "run.sh": "#!/bin/sh\n",
    "content.txt": "content",
}
IGNORED = {
    "generated/__init__.py": "",
    "generated/version.py": "VALUE = 7\n",
}
FIX = {
    "src/company/cart/totals.py": SourceFile(
        "src/company/cart/totals.py", b"def total(prices):\n    return sum(prices)\n"
    )
}


@pytest.fixture
def shop(tmp_path: Path) -> GitProject:
    project = GitProject(tmp_path.resolve(), "shop")
    for path, content in FILES.items():
        project.write(path, content, 0o755 if path == "run.sh" else 0o644)
    (project.root / "link.txt").symlink_to("content.txt")
    project.commit("first")
    project.git("tag", "v2.1")
    project.git("commit", "--quiet", "--allow-empty", "--message", "second")
    for path, content in IGNORED.items():
        project.write(path, content)
    code = (
        "import sqlite3; c = sqlite3.connect('fixtures.db'); c.execute('create table items(name)')"
    )
    code += "; c.execute('insert into items values (\"ada\")'); c.commit()"
    subprocess.run([sys.executable, "-c", code], cwd=project.root, check=True)
    return project


def outcomes(output: str) -> dict[str, str]:
    """Returns test -> outcome from what ``pytest -rA`` prints."""
    return {
        found[2].partition(" - ")[0]: found[1]
        for found in re.finditer(r"^(PASSED|FAILED|ERROR|SKIPPED) (.*)$", output, re.MULTILINE)
    }


ARGV = (sys.executable, "-P", "-m", "pytest", "-rA", "--import-mode=importlib")


QUIET = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


def as_the_user(project: GitProject) -> dict[str, str]:
    """Runs the suite in a copy, so that the project stays as it is."""
    copy = project.root.parent / "users" / project.root.name
    shutil.copytree(project.root, copy, symlinks=True)
    environment = {**project.environment, **QUIET, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(ARGV, cwd=copy, env=environment, capture_output=True, text=True)
    return outcomes(done.stdout)


def in_tree(tree: SandboxTree) -> dict[str, str]:
    return outcomes(tree.run(Command(ARGV, environment=QUIET)).stdout)


def test_the_suite_gives_the_same_results(make: SandboxFactory, shop: GitProject) -> None:
    expected = as_the_user(shop)
    assert len(expected) == 8
    assert [name for name, outcome in expected.items() if outcome == "FAILED"] == [
        "tests/test_totals.py::test_a_namespace_package"
    ]
    python = Path(sys.executable)
    environ = {**os.environ, **shop.environment}
    request = SandboxRequest(
        shop.root, python, visible_paths(python), repository=True, environ=environ
    )
    before = shop.users()
    sandbox = make(request)
    for _ in range(2):  # what one run wrote, another does not see
        with sandbox.fresh_tree({}) as tree:
            assert in_tree(tree) == expected
            assert tree.read("results.cache") == b"written"
    with sandbox.fresh_tree(FIX) as tree:
        assert set(in_tree(tree).values()) == {"PASSED"}
    assert shop.users() == before


def test_a_repository_comes_with_the_first_run_that_needs_one(
    make: SandboxFactory, shop: GitProject
) -> None:
    python = Path(sys.executable)
    environ = {**os.environ, **shop.environment}
    request = SandboxRequest(shop.root, python, visible_paths(python), environ=environ)
    sandbox = RepositoryOnDemand(request, make)
    with sandbox.fresh_tree(FIX) as tree:
        execution = tree.run(Command((*ARGV, "tests/test_totals.py"), environment=QUIET))
        assert execution.exited_zero, execution.stdout
    assert sandbox.need == ""
    with sandbox.fresh_tree(FIX) as tree:
        record = f"{tree.root}/record.xml"
        argv = (*ARGV, f"--junitxml={record}", "tests/test_git.py")
        execution = tree.run(Command(argv, environment=QUIET))
        assert execution.exited_zero, execution.stdout
        assert b'failures="0"' in (tree.read("record.xml") or b"")
    assert "returned non-zero exit status 128" in sandbox.need
    with sandbox.fresh_tree({}) as tree:
        assert tree.run(Command(("git", "describe", "--tags"))).stdout.startswith("v2.1-1-g")


def test_a_later_command_is_not_made_again(make: SandboxFactory, shop: GitProject) -> None:
    sandbox = RepositoryOnDemand(SandboxRequest(shop.root, Path(sys.executable)), make)
    with sandbox.fresh_tree({}) as tree:
        tree.run(Command(("/bin/sh", "-c", "echo 1 > counter")))
        execution = tree.run(Command(("/bin/sh", "-c", "cat counter; git describe")))
        assert execution.stdout == "1\n"
        assert execution.exit_code == 128
    assert sandbox.need == "A run said: not a git repository."
