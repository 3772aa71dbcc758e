"""Which Python a project is run with: monorepos, tox, nox, conda, pyenv, and every version."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from healbot.core.errors import EnvironmentProblem
from healbot.core.source import SourceFile
from healbot.ports import Command
from healbot.sandbox.interpreter import FoundInterpreter, choose_interpreter, visible_paths
from healbot.sandbox.request import SandboxRequest
from tests.core.interpreters import interpreters
from tests.sandbox.conftest import SandboxFactory

REAL = Path(sys.executable).resolve()


def make_environment(folder: Path, *packages: str) -> Path:
    """Makes what counts as a venv, without starting anything."""
    site = folder / "lib" / "python3.11" / "site-packages"
    site.mkdir(parents=True)
    (folder / "bin").mkdir()
    (folder / "bin" / "python").symlink_to(REAL)
    (folder / "pyvenv.cfg").write_text(f"home = {REAL.parent}\n")
    for package in packages:
        (site / package).mkdir()
        (site / package / "__init__.py").touch()
    return folder / "bin" / "python"


@pytest.fixture
def bare(project: Path) -> dict[str, str]:
    """An environment in which only `REAL` is found, as python3 on PATH."""
    folder = project.parent / "bin"
    folder.mkdir()
    (folder / "python3").symlink_to(REAL)
    return {"PATH": str(folder), "HOME": str(project.parent / "home")}


def test_a_sub_project_has_its_own(project: Path, bare: dict[str, str]) -> None:
    outer = make_environment(project / ".venv")
    inner = make_environment(project / "services" / "cart" / ".venv")
    (project / "services" / "cart" / "tests").mkdir()
    for folder in ("services/cart", "services/cart/tests"):
        found = choose_interpreter(project, None, bare, project / folder)
        assert found == FoundInterpreter(inner, "the project's services/cart/.venv")
    for place in (project / "services", project, project.parent, None):
        found = choose_interpreter(project, None, bare, place)
        assert found == FoundInterpreter(outer, "the project's .venv")


@pytest.mark.parametrize(
    ("environments", "chosen", "origin"),
    [
        (
            {".tox/lint": (), ".tox/py310": ("pytest",), ".tox/py312": ("pytest",)},
            ".tox/py312",
            "the tox environment py312 (others: lint, py310)",
        ),
        ({".tox/.pkg": (), ".tox/check": ("pytest",), ".tox/py39": ()}, ".tox/check", None),
        ({".nox/docs": (), ".nox/tests-3-9": ()}, ".nox/tests-3-9", None),
        ({".nox/tests": ("pytest",)}, ".nox/tests", "the nox session tests"),
        ({".nox/tests": ("pytest",), ".tox/py": ("pytest",)}, ".tox/py", None),
    ],
)
def test_environments_of_tox_and_nox(
    project: Path,
    bare: dict[str, str],
    environments: dict[str, tuple[str, ...]],
    chosen: str,
    origin: str | None,
) -> None:
    for folder, packages in environments.items():
        make_environment(project / folder, *packages)
    found = choose_interpreter(project, None, bare)
    assert found.path == project / chosen / "bin" / "python"
    assert origin is None or found.origin == origin
    # An active environment, and one of the project, are chosen before those.
    active = make_environment(project.parent / "active")
    found = choose_interpreter(
        project, None, {**bare, "VIRTUAL_ENV": str(project.parent / "active")}
    )
    assert found == FoundInterpreter(active, "VIRTUAL_ENV")
    make_environment(project / "venv")
    assert choose_interpreter(project, None, bare).origin == "the project's venv"


def test_a_conda_environment(project: Path, bare: dict[str, str]) -> None:
    prefix = project.parent / "miniconda" / "envs" / "science"
    (prefix / "conda-meta").mkdir(parents=True)
    (prefix / "bin").mkdir()
    (prefix / "bin" / "python3.11").symlink_to(REAL)
    (prefix / "bin" / "python").symlink_to("python3.11")
    bare["CONDA_PREFIX"] = str(prefix)
    found = choose_interpreter(project, None, bare)
    assert found == FoundInterpreter(prefix / "bin" / "python", "CONDA_PREFIX")
    assert prefix in visible_paths(found.path, bare)


def test_a_conda_environment_in_the_project_is_not_copied(
    make: SandboxFactory, project: Path, bare: dict[str, str], request_for: SandboxRequest
) -> None:
    (project / ".conda" / "conda-meta").mkdir(parents=True)
    (project / ".conda" / "big").touch()
    sandbox = make(request_for)
    with sandbox.fresh_tree({}) as tree:
        assert (tree.read(".conda/big") is None) == (sandbox.backend == "copy")


@pytest.fixture
def pyenv(project: Path, bare: dict[str, str]) -> Path:
    """pyenv with three versions and shims that come first on PATH."""
    root = project.parent / "home" / ".pyenv"
    for version in ("3.10.2", "3.10.13", "3.12.1"):
        (root / "versions" / version / "bin").mkdir(parents=True)
        (root / "versions" / version / "bin" / "python").symlink_to(REAL)
    (root / "shims").mkdir()
    shim = root / "shims" / "python3"
    shim.write_text("#!/bin/sh\necho a shim must not be started >&2; exit 1\n")
    shim.chmod(shim.stat().st_mode | stat.S_IXUSR)
    (root / "version").write_text("3.12.1\n")
    bare["PATH"] = f"{root}/shims{os.pathsep}{bare['PATH']}"
    return root


@pytest.mark.parametrize(
    ("files", "version", "origin"),
    [
        ({}, "3.12.1", "pyenv (3.12.1, from the global version)"),
        ({".python-version": "3.10.2\n"}, "3.10.2", "pyenv (3.10.2, from .python-version)"),
        ({".python-version": "# for CI\n3.10\n"}, "3.10.13", None),
        ({".python-version": "9.9 3.12.1\n"}, "3.12.1", None),
        ({".python-version": "3.12.1", "pkg/.python-version": "3.10.2"}, "3.10.2", None),
    ],
)
def test_pyenv_starts_what_the_project_names(
    project: Path,
    bare: dict[str, str],
    pyenv: Path,
    files: dict[str, str],
    version: str,
    origin: str | None,
) -> None:
    for path, text in files.items():
        (project / path).write_text(text)
    for explicit in (None, "python3"):
        found = choose_interpreter(project, explicit, bare, project / "pkg")
        assert found.path == pyenv / "versions" / version / "bin" / "python"
        assert origin is None or explicit or found.origin == origin


def test_a_version_that_pyenv_lacks_is_a_problem(
    project: Path, bare: dict[str, str], pyenv: Path
) -> None:
    for text in ("3.99\n", "../../evil\n", "x" * 500):
        (project / ".python-version").write_text(text)
        with pytest.raises(EnvironmentProblem, match="which pyenv does not have"):
            choose_interpreter(project, None, bare)


def test_a_version_file_that_is_no_file_is_passed_over(
    project: Path, bare: dict[str, str], pyenv: Path
) -> None:
    os.mkfifo(project / ".python-version")
    found = choose_interpreter(project, None, bare)
    assert found.path == pyenv / "versions" / "3.12.1" / "bin" / "python"


def test_pyenvs_system_python_is_the_next_one_on_path(
    project: Path, bare: dict[str, str], pyenv: Path
) -> None:
    (project / ".python-version").write_text("system\n")
    found = choose_interpreter(project, None, bare)
    assert found.path == project.parent / "bin" / "python3"


def test_a_shim_that_goes_by_its_own_name(project: Path, tmp_path: Path) -> None:
    """As mise does it: every name leads to one program."""
    program = tmp_path / "mise"
    program.write_text(f'#!/bin/sh\n[ "${{0##*/}}" = python3 ] || exit 3\nexec {REAL} "$@"\n')
    program.chmod(0o755)
    (tmp_path / "mise-shims").mkdir()
    (tmp_path / "mise-shims" / "python3").symlink_to(program)
    found = choose_interpreter(project, None, {"PATH": str(tmp_path / "mise-shims")})
    assert found.path.resolve() == REAL


@pytest.mark.slow
@pytest.mark.parametrize("version", ["3.8", "3.9", "3.10", "3.11", "3.12", "3.13"])
def test_every_version_runs_the_patched_code(
    make: SandboxFactory, project: Path, version: str
) -> None:
    python = interpreters().get(version)
    if python is None:
        pytest.skip(f"Python {version} is not at hand")
    subprocess.run([python, "-m", "venv", "--without-pip", str(project / ".venv")], check=True)
    (site,) = (project / ".venv" / "lib").glob("python*/site-packages")
    (site / "app.pth").write_text(f"{project}/pkg\n")
    found = choose_interpreter(project, None, {})
    change = {"pkg/value.py": SourceFile("pkg/value.py", b"VALUE = 2\n")}
    request = SandboxRequest(project, found.path, visible_paths(found.path))
    code = "import sys, value; print(sys.version_info[:2], value.VALUE)"
    with make(request).fresh_tree(change) as tree:
        for program in (str(found.path), "python"):
            execution = tree.run(Command((program, "-I", "-c", code)))
            assert execution.stdout == f"({version.replace('.', ', ')}) 2\n", execution.stderr
