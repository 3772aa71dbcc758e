"""Finding the project's Python."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from healbot.core.errors import EnvironmentProblem
from healbot.sandbox.interpreter import find_interpreter, visible_paths

REAL = Path(sys.executable).resolve()


def make_venv(folder: Path) -> Path:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    return folder / "bin" / "python"


def make_script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture
def bare(project: Path) -> dict[str, str]:
    """An environment in which only `REAL` is found, as python3 on PATH."""
    folder = project.parent / "bin"
    folder.mkdir()
    (folder / "python3").symlink_to(REAL)
    return {"PATH": str(folder)}


def test_path_comes_last(project: Path, bare: dict[str, str]) -> None:
    assert find_interpreter(project, None, bare) == project.parent / "bin" / "python3"


def test_the_active_venv_comes_before_path(project: Path, bare: dict[str, str]) -> None:
    venv = make_venv(project.parent / "active")
    bare["VIRTUAL_ENV"] = str(project.parent / "active")
    assert find_interpreter(project, None, bare) == venv


def test_the_projects_venv_comes_before_the_active_one(project: Path, bare: dict[str, str]) -> None:
    make_venv(project.parent / "active")
    bare["VIRTUAL_ENV"] = str(project.parent / "active")
    venv = make_venv(project / "venv")
    assert find_interpreter(project, None, bare) == venv
    venv = make_venv(project / ".venv")
    assert find_interpreter(project, None, bare) == venv


def test_an_explicit_one_comes_first(project: Path, bare: dict[str, str]) -> None:
    make_venv(project / ".venv")
    assert find_interpreter(project, str(REAL), bare) == REAL
    assert find_interpreter(project, "python3", bare) == project.parent / "bin" / "python3"
    make_venv(project / "other")
    expected = project / "other" / "bin" / "python"
    assert find_interpreter(project, "other/bin/python", bare) == expected


@pytest.mark.parametrize("explicit", ["no/such/python", "no-such-python"])
def test_a_missing_one_is_a_problem(project: Path, bare: dict[str, str], explicit: str) -> None:
    with pytest.raises(EnvironmentProblem, match="no Python at"):
        find_interpreter(project, explicit, bare)


def test_a_broken_venv_is_a_problem_and_not_passed_over(
    project: Path, bare: dict[str, str]
) -> None:
    venv = make_venv(project / ".venv")
    venv.unlink()
    venv.symlink_to("/no/such/python3.7")
    with pytest.raises(EnvironmentProblem, match="does not run"):
        find_interpreter(project, None, bare)


def test_an_old_one_is_a_problem(project: Path, bare: dict[str, str]) -> None:
    answer = '["/usr/bin/python2", [2, 7]]'
    old = make_script(project.parent / "old" / "python", f"#!/bin/sh\necho '{answer}'\n")
    with pytest.raises(EnvironmentProblem, match=r"Python 2\.7"):
        find_interpreter(project, str(old), bare)


def test_what_is_no_python_is_a_problem(project: Path, bare: dict[str, str]) -> None:
    fake = make_script(project.parent / "fake" / "python", "#!/bin/sh\nexit 1\n")
    with pytest.raises(EnvironmentProblem, match="does not work"):
        find_interpreter(project, str(fake), bare)


def test_a_shim_is_resolved_to_the_interpreter_behind_it(
    project: Path, bare: dict[str, str]
) -> None:
    shim = make_script(
        project.parent / "shims" / "python3",
        f'#!/bin/sh\n[ "$PWD" = / ] || exit 3\nexec {REAL} "$@"\n',
    )
    found = find_interpreter(project, str(shim), bare)
    assert found.resolve() == REAL


def test_a_program_of_the_project_is_never_started(project: Path, bare: dict[str, str]) -> None:
    """A repository may bring an executable `.venv/bin/python` of its own."""
    trace = project.parent / "trace"
    make_script(project / ".venv" / "bin" / "python", f"#!/bin/sh\ntouch {trace}\n")
    (project / ".venv" / "pyvenv.cfg").write_text("home = /usr/bin\n")
    found = find_interpreter(project, None, bare)
    visible_paths(found)
    assert found == project / ".venv" / "bin" / "python"
    assert not trace.exists()


def test_a_start_up_file_of_the_projects_venv_is_not_run(
    project: Path, bare: dict[str, str]
) -> None:
    trace = project.parent / "trace"
    make_venv(project / ".venv")
    (site,) = (project / ".venv" / "lib").glob("python*/site-packages")
    (site / "evil.pth").write_text(f"import pathlib; pathlib.Path({str(trace)!r}).touch()\n")
    visible_paths(find_interpreter(project, None, bare))
    assert not trace.exists()


def test_visible_paths_cover_every_step_of_a_venv(project: Path) -> None:
    venv = make_venv(project.parent / "venv")
    visible = visible_paths(venv, {"HOME": "/nonexistent"})
    needed = [venv, venv.resolve(), project.parent / "venv" / "pyvenv.cfg"]
    needed.append(Path(os.__file__).resolve())
    if venv.is_symlink():
        needed.append(venv.parent / venv.readlink())
    for path in needed:
        assert any(path.is_relative_to(folder) for folder in visible), path


def test_visible_paths_never_show_a_whole_home_folder(tmp_path: Path) -> None:
    home = tmp_path.resolve() / "home"
    venv = make_venv(home)
    (home / ".ssh").mkdir()
    visible = visible_paths(venv, {"HOME": str(home)})
    assert not any((home / ".ssh").is_relative_to(folder) for folder in visible)
    assert any(venv.is_relative_to(folder) for folder in visible)


def test_packages_of_the_user_stay_visible(tmp_path: Path) -> None:
    base = tmp_path.resolve() / "home" / ".local"
    (base / "lib").mkdir(parents=True)
    visible = visible_paths(REAL, {"PYTHONUSERBASE": str(base)})
    assert base / "lib" in visible
    assert shutil.which("python3") is None or base not in visible


@pytest.mark.parametrize("named", ["{home}/.ssh", "{home}/.ssh\0", "relative", "/no/such/folder"])
def test_a_made_up_pyvenv_cfg_shows_nothing(project: Path, tmp_path: Path, named: str) -> None:
    (tmp_path / "home" / ".ssh").mkdir(parents=True)
    python = make_venv(project / ".venv")
    cfg = f"home = {named.format(home=tmp_path / 'home')}\n"
    (project / ".venv" / "pyvenv.cfg").write_text(cfg)
    visible = visible_paths(python, {"HOME": str(tmp_path / "home")})
    assert not any(folder.is_relative_to(tmp_path / "home") for folder in visible)


def test_a_venv_behind_a_link_is_visible_where_it_lies(project: Path, tmp_path: Path) -> None:
    make_venv(tmp_path / "venvs" / "project")
    (project / ".venv").symlink_to(tmp_path / "venvs" / "project")
    visible = visible_paths(project / ".venv" / "bin" / "python", {})
    assert tmp_path.resolve() / "venvs" / "project" in visible
