"""Installed projects: the patched code must be what runs, in every backend."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from healbot.core.source import SourceFile
from healbot.ports import Command
from healbot.sandbox.interpreter import find_interpreter, visible_paths
from healbot.sandbox.request import SandboxRequest
from tests.sandbox.conftest import SandboxFactory

FINDER = """
import sys
from importlib.machinery import PathFinder
MAPPING = {{'app': {folder!r}}}
class Finder:
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name == 'app':
            return PathFinder.find_spec(name, [MAPPING[name].rpartition('/')[0]])
sys.meta_path.append(Finder)
"""


@pytest.fixture
def installed(project: Path, request: pytest.FixtureRequest) -> Path:
    """A src-layout project with a venv of its own, installed editable in one of two ways."""
    (project / "src" / "app").mkdir(parents=True)
    (project / "src" / "app" / "__init__.py").write_text("WHO = 'original'\n")
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", str(project / ".venv")], check=True
    )
    (site,) = (project / ".venv" / "lib").glob("python*/site-packages")
    if request.param == "pth":
        (site / "app.pth").write_text(f"{project}/src\n")
    else:
        (site / "app_finder.py").write_text(FINDER.format(folder=f"{project}/src/app"))
        (site / "app.pth").write_text("import app_finder\n")
    return project


@pytest.mark.parametrize("installed", ["pth", "finder"], indirect=True)
def test_an_editable_install_runs_the_patched_code(
    make: SandboxFactory, installed: Path, request_for: SandboxRequest
) -> None:
    interpreter = find_interpreter(installed, None, os.environ)
    assert interpreter == installed / ".venv" / "bin" / "python"
    visible = visible_paths(interpreter)
    request = replace(request_for, root=installed, interpreter=interpreter, visible=visible)
    change = {"src/app/__init__.py": SourceFile("src/app/__init__.py", b"WHO = 'patched'\n")}
    with make(request).fresh_tree(change) as tree:
        command = (str(interpreter), "-c", "import app, sys; print(app.WHO, sys.prefix)")
        execution = tree.run(Command(command, cwd="pkg"))
        assert execution.stdout == f"patched {tree.root}/.venv\n", execution.stderr
        found = tree.run(Command(("python", "-c", "import app; print(app.WHO)"), cwd="pkg"))
        assert found.stdout == "patched\n", found.stderr


def test_paths_of_the_project_mean_the_tree(
    make: SandboxFactory, project: Path, request_for: SandboxRequest
) -> None:
    (project / "show.py").write_text("import value; print(value.VALUE)\n")
    environ = {**os.environ, "PYTHONPATH": f"{project}/pkg{os.pathsep}/somewhere/else"}
    change = {"pkg/value.py": SourceFile("pkg/value.py", b"VALUE = 2\n")}
    with make(replace(request_for, environ=environ)).fresh_tree(change) as tree:
        execution = tree.run(Command((sys.executable, str(project / "show.py"))))
        assert execution.stdout == "2\n", execution.stderr
