"""How real projects on disk are found to be tested."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from healbot.core.errors import UsageError
from healbot.reproducers.detect import Detected, detect

_UNIT = "import unittest\nclass TestA(unittest.TestCase):\n    def test_a(self): pass\n"
_BARE = "def test_a(): pass\n"
_TOX = "[tox]\nenvlist = py\n[testenv]\ncommands = python -c ''\n"
_MAKE = ".PHONY: test\nVAR := x:test\nall: build\ncheck: ; @true\ntest other: check\n\t@true\n"
_PACKAGE = json.dumps({"scripts": {"test": "node test.js"}})
_NEW_PACKAGE = json.dumps({"scripts": {"test": 'echo "Error: no test specified" && exit 1'}})


def _made(root: Path, files: Mapping[str, str]) -> Path:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def _said(found: Detected) -> tuple[str, str, str]:
    return found.kind, found.command, found.reason


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"pytest.ini": ""}, ("pytest", "pytest", "configured in pytest.ini")),
        ({"pyproject.toml": "[tool.pytest.ini_options]\nx=1\n", "tests/test_a.py": _UNIT},
         ("pytest", "pytest", "configured in pyproject.toml")),
        ({"tox.ini": "[pytest]\n" + _TOX}, ("pytest", "pytest", "configured in tox.ini")),
        ({"conftest.py": "", "tests/test_a.py": _UNIT},
         ("pytest", "pytest", "there is a conftest.py")),
        ({"requirements-dev.txt": "pytest>=8\n", "tests/test_a.py": _UNIT},
         ("pytest", "pytest", "declared as a dependency")),
        ({"tests/test_a.py": "import pytest\n" + _UNIT},
         ("pytest", "pytest", "tests/test_a.py imports it")),
        ({"a_test.py": _UNIT, "tests/test_b.py": _BARE},
         ("pytest", "pytest", "tests/test_b.py has tests in its style")),
        ({"tests/test_a.py": _UNIT},
         ("unittest", "python -m unittest", "tests/test_a.py has tests in its style")),
        ({"tests/test_a.py": _UNIT, "tox.ini": _TOX},
         ("unittest", "python -m unittest", "tests/test_a.py has tests in its style")),
        ({"tox.ini": _TOX, "noxfile.py": "", "Makefile": _MAKE},
         ("command", "tox", "configured in tox.ini")),
        ({"tox.toml": ""}, ("command", "tox", "configured in tox.toml")),
        ({"pyproject.toml": "[tool.tox]\nenv_list=['py']\n"},
         ("command", "tox", "configured in pyproject.toml")),
        ({"setup.cfg": "[tox:tox]\n"}, ("command", "tox", "configured in setup.cfg")),
        ({"noxfile.py": "", "Makefile": _MAKE}, ("command", "nox", "there is a noxfile.py")),
        ({"Makefile": _MAKE, "package.json": _PACKAGE},
         ("command", "make test", "Makefile has the target test")),
        ({"Makefile": "check:\n\ttrue\n"},
         ("command", "make check", "Makefile has the target check")),
        ({"GNUmakefile": "check:\n", "Makefile": "test:\n"},
         ("command", "make check", "GNUmakefile has the target check")),
        ({"package.json": _PACKAGE}, ("command", "npm test", "package.json has the script test")),
        ({"package.json": _PACKAGE, "yarn.lock": ""},
         ("command", "yarn test", "package.json has the script test")),
        ({"package.json": _PACKAGE, "pnpm-lock.yaml": ""},
         ("command", "pnpm test", "package.json has the script test")),
    ],
)  # fmt: skip
def test_what_is_chosen_and_why(
    tmp_path: Path, files: Mapping[str, str], said: tuple[str, str, str]
) -> None:
    assert _said(detect(_made(tmp_path, files), tmp_path)) == said


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"main.py": "print(1)\n", "test_connection.py": "print('no test')\n"},
        {"tox.ini": "[flake8]\n", "setup.cfg": "[metadata]\n", "pyproject.toml": "[tool.black]\n"},
        {"Makefile": "build:\n\ttrue\n.PHONY: test\ntest = 1\n# test:\n\ttest:\n"},
        {"package.json": _NEW_PACKAGE},
        {"package.json": "[]"},
        {"package.json": '{"scripts": {"test": 3}}'},
        {"package.json": "[" * 100_000},
        {"pyproject.toml": "[", "tox.ini": "x", "setup.cfg": "[[["},
        {"node_modules/x/test_a.py": _BARE, ".hidden/test_b.py": _BARE, "venv/test_c.py": _BARE},
    ],
)
def test_nothing_to_run(tmp_path: Path, files: Mapping[str, str]) -> None:
    with pytest.raises(UsageError) as raised:
        detect(_made(tmp_path, files), tmp_path)
    assert raised.value.message == "No tests were found here."
    assert "--command" in raised.value.hint


def test_all_that_was_seen_is_told(tmp_path: Path) -> None:
    files = {
        "pytest.ini": "", "tox.ini": _TOX, "noxfile.py": "", "Makefile": _MAKE,
        "package.json": _PACKAGE,
    }  # fmt: skip
    found = detect(_made(tmp_path, files), tmp_path)
    assert [way.command for way in found.others] == ["tox", "nox", "make test", "npm test"]
    assert found.sentence == (
        "pytest: configured in pytest.ini. Also seen: tox (configured in tox.ini), "
        "nox (there is a noxfile.py), make test (Makefile has the target test), "
        "npm test (package.json has the script test)."
    )


_MONOREPO = {
    "pyproject.toml": "[tool.pytest.ini_options]\n",
    "tests/test_root.py": _BARE,
    "packages/api/pyproject.toml": "[project]\nname='api'\n",
    "packages/api/tests/test_api.py": _UNIT,
    "packages/web/package.json": _PACKAGE,
    "packages/web/src/index.js": "",
    "tools/setup.py": "",
    "node_modules/x/package.json": _PACKAGE,
    "a/b/c/d/setup.py": "",
}


@pytest.mark.parametrize(
    ("cwd", "chosen"),
    [
        (".", ("pytest", ".", "pytest")),
        ("tests", ("pytest", ".", "pytest")),
        ("packages", ("pytest", ".", "pytest")),
        ("packages/api", ("unittest", "packages/api", "python -m unittest")),
        ("packages/api/tests", ("unittest", "packages/api", "python -m unittest")),
        ("packages/web/src", ("command", "packages/web", "npm test")),
        ("/", ("pytest", ".", "pytest")),
    ],
)
def test_projects_of_a_monorepo(tmp_path: Path, cwd: str, chosen: tuple[str, str, str]) -> None:
    found = detect(_made(tmp_path, _MONOREPO), tmp_path / cwd)
    assert (found.kind, found.cwd, found.command) == chosen
    projects = {"packages/api", "packages/web", "tools"}
    assert set(found.other_projects) == projects - {found.cwd}
    if found.cwd == "packages/web":
        assert found.sentence == (
            "npm test in packages/web: package.json has the script test. "
            "Other projects: tools, packages/api."
        )


def test_a_sub_project_without_tests_is_not_replaced_by_another(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No tests were found here"):
        detect(_made(tmp_path, _MONOREPO), tmp_path / "tools")


def test_a_root_without_tests_leaves_the_only_sub_project(tmp_path: Path) -> None:
    files = {"lib/setup.py": "", "lib/test_a.py": _UNIT, "docs/package.json": _NEW_PACKAGE}
    found = detect(_made(tmp_path, files), tmp_path)
    assert (found.kind, found.cwd, found.other_projects) == ("unittest", "lib", ("docs",))
    _made(tmp_path, {"app/setup.py": "", "app/test_b.py": _UNIT})
    with pytest.raises(UsageError) as raised:
        detect(tmp_path, tmp_path)
    assert raised.value.message == "There are tests in several projects: app, lib."


def test_links_and_deep_trees_do_not_trap_the_search(tmp_path: Path) -> None:
    _made(tmp_path, {"test_a.py": _BARE})
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "Makefile").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "package.json")
    os.mkfifo(tmp_path / "test_pipe.py")
    deep = tmp_path
    for _ in range(60):
        deep = deep / "d"
    deep.mkdir(parents=True)
    assert _said(detect(tmp_path, deep)) == ("pytest", "pytest", "test_a.py has tests in its style")


_RUNNABLE = {
    "make": {"Makefile": "test:\n\t@echo made > made.txt\n"},
    "npm": {
        "package.json": json.dumps({"name": "x", "scripts": {"test": "node t.js"}}),
        "t.js": "require('fs').writeFileSync('made.txt', 'made\\n')\n",
    },
    "unittest": {"test_a.py": _UNIT.replace("pass", "open('made.txt', 'w').write('made')")},
}


@pytest.mark.parametrize("name", ["make", pytest.param("npm", marks=pytest.mark.slow), "unittest"])
def test_what_was_found_can_be_run(tmp_path: Path, name: str) -> None:
    assert shutil.which("make")
    assert shutil.which("npm")
    found = detect(_made(tmp_path, _RUNNABLE[name]), tmp_path)
    command = found.command
    if found.kind != "command":
        command = f"{sys.executable} -m {name}"
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "made.txt").read_text().strip() == "made"
