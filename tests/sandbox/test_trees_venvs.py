"""Where a project's venv lies, and what its interpreter imports from there."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from healbot.core.source import SourceFile
from healbot.ports import Command
from healbot.sandbox.choose import choose
from healbot.sandbox.interpreter import find_interpreter, visible_paths
from healbot.sandbox.package_places import package_places
from healbot.sandbox.project_names import other_names
from healbot.sandbox.request import SandboxRequest
from tests.sandbox.conftest import SandboxFactory

PATCHED = {"src/app.py": SourceFile("src/app.py", b"WHO = 'patched'\n")}
HOOK = """
import sys
from importlib.machinery import PathFinder
MAPPING = {{'renamed': {folder!r}}}
class Finder:
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None
sys.meta_path.append(Finder)
"""


def make_venv(folder: Path, project: Path) -> Path:
    """Makes a venv into which ``src`` of the project is installed editable."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    (site,) = (folder / "lib").glob("python*/site-packages")
    (site / "app.pth").write_text(f"{project}/src\n")
    return site


@pytest.fixture
def home(project: Path) -> Path:
    """A home folder beside the project, which is hidden in sandboxes."""
    folder = project.parent / "home"
    (folder / ".ssh").mkdir(parents=True)
    (folder / ".ssh" / "id_rsa").write_text("canary-key\n")
    (project / "src").mkdir()
    (project / "src" / "app.py").write_text("WHO = 'original'\n")
    return folder


def request_with(project: Path, environ: dict[str, str]) -> SandboxRequest:
    interpreter = find_interpreter(project, None, environ)
    visible = visible_paths(interpreter, environ, project)
    return SandboxRequest(project, interpreter, visible, environ={**os.environ, **environ})


def test_a_venv_in_a_hidden_cache_folder(make: SandboxFactory, project: Path, home: Path) -> None:
    """As poetry and hatch keep them."""
    venv = home / ".cache" / "pypoetry" / "virtualenvs" / "project-py3"
    make_venv(venv, project)
    request = request_with(project, {"HOME": str(home), "VIRTUAL_ENV": str(venv)})
    assert request.interpreter == venv / "bin" / "python"
    with make(request).fresh_tree(PATCHED) as tree:
        for python in (str(request.interpreter), "python"):
            execution = tree.run(Command((python, "-I", "-c", "import app; print(app.WHO)")))
            assert execution.stdout == "patched\n", execution.stderr
        code = "import os, sys; print(os.environ['VIRTUAL_ENV'] == sys.prefix)"
        assert tree.run(Command(("python", "-c", code))).stdout == "True\n"
        touched = tree.run(Command(("/bin/sh", "-c", f"echo > {venv}/touched")))
        if tree.root == str(project):
            assert touched.exit_code != 0
            key = tree.run(Command(("/bin/cat", str(home / ".ssh" / "id_rsa"))))
            assert "canary" not in key.stdout


def test_a_venv_that_is_a_link_out_of_the_project(
    make: SandboxFactory, project: Path, home: Path
) -> None:
    make_venv(home / "venvs" / "project", project)
    (project / ".venv").symlink_to(home / "venvs" / "project")
    request = request_with(project, {"HOME": str(home)})
    assert request.interpreter == project / ".venv" / "bin" / "python"
    with make(request).fresh_tree(PATCHED) as tree:
        code = "import app, sys; print(app.WHO, sys.prefix)"
        for python in (str(request.interpreter), ".venv/bin/python", "python"):
            execution = tree.run(Command((python, "-c", code)))
            assert execution.stdout == f"patched {tree.root}/.venv\n", execution.stderr


def test_packages_of_the_user_that_name_the_project(
    make: SandboxFactory, project: Path, home: Path
) -> None:
    """Without a venv: ``pip install --user -e .``."""
    tag = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    site = home / ".local" / "lib" / tag / "site-packages"
    site.mkdir(parents=True)
    (site / "app.pth").write_text(f"{project}/src\n")
    environ = {"HOME": str(home), "PYTHONUSERBASE": str(home / ".local"), "PATH": "/nowhere"}
    interpreter = Path(sys.executable).resolve()
    request = replace(
        request_with(project, environ),
        interpreter=interpreter,
        visible=visible_paths(interpreter, environ),
    )
    with make(request).fresh_tree(PATCHED) as tree:
        execution = tree.run(Command((str(interpreter), "-c", "import app; print(app.WHO)")))
        assert execution.stdout == "patched\n", execution.stderr


def test_a_hook_that_the_copy_cannot_stand_in_for_is_told(project: Path, home: Path) -> None:
    tag = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    site = home / ".local" / "lib" / tag / "site-packages"
    site.mkdir(parents=True)
    (site / "app_hook.py").write_text(HOOK.format(folder=f"{project}/src"))
    (site / "app.pth").write_text("import app_hook\n")
    environ = {"HOME": str(home), "PYTHONUSERBASE": str(home / ".local")}
    interpreter = Path(sys.executable).resolve()
    visible = visible_paths(interpreter, environ)
    sandbox = choose(
        "copy",
        SandboxRequest(project, interpreter, visible, environ={**os.environ, **environ}),
    )
    with sandbox.fresh_tree({}):
        pass
    (told,) = (sentence for sentence in sandbox.limitations if "import hook" in sentence)
    assert "renamed in src of your project" in told


def test_paths_of_the_project_in_the_environment_mean_the_tree(
    make: SandboxFactory, project: Path, request_for: SandboxRequest
) -> None:
    (project / "bin").mkdir()
    (project / "bin" / "tool").write_text("#!/bin/sh\ncat data.txt\n")
    (project / "bin" / "tool").chmod(0o755)
    environ = {**os.environ, "PATH": f"{project}/bin:/usr/bin:/bin", "DATA": f"{project}/data.txt"}
    request = replace(request_for, environ=environ, allowed_environment=("DATA",))
    change = {
        "data.txt": SourceFile("data.txt", b"patched\n"),
        "bin/tool": SourceFile("bin/tool", b'#!/bin/sh\ncat "$DATA" "$MORE"\n', 0o755),
    }
    with make(request).fresh_tree(change) as tree:
        extra = {"MORE": f"{project}/data.txt"}
        execution = tree.run(Command(("tool",), environment=extra))
        assert execution.stdout == "patched\npatched\n", execution.stderr
        tree.run(Command(("/bin/sh", "-c", 'echo new > "$1"', "sh", f"{project}/written")))
        assert tree.read("written") == b"new\n"
    assert not (project / "written").exists()


def test_a_project_that_is_known_by_another_name(
    make: SandboxFactory, project: Path, home: Path
) -> None:
    """The user works in it through a link, and so it says in its venv."""
    (home / "work").symlink_to(project.parent)
    name = home / "work" / "project"
    make_venv(project / ".venv", name)
    (project / ".venv" / "bin" / "show").write_text(
        f"#!{name}/.venv/bin/python\nimport app; print(app.WHO)\n"
    )
    (project / ".venv" / "bin" / "show").chmod(0o755)
    request = request_with(project, {"HOME": str(home)})
    with make(request).fresh_tree(PATCHED) as tree:
        for argv in (
            ("python", "-I", "-c", "import app; print(app.WHO)"),
            ("show",),
            (f"{name}/.venv/bin/python", "-c", "import app; print(app.WHO)"),
        ):
            execution = tree.run(Command(argv))
            assert execution.stdout == "patched\n", execution.stderr


def test_other_names_of_a_project(project: Path, home: Path) -> None:
    (home / "work").symlink_to(project.parent)
    (home / "project").symlink_to(project)
    (home / "elsewhere").symlink_to(home)
    venv = project / ".venv"
    site = make_venv(venv, home / "work" / "project")
    (site / "__editable___x_finder.py").write_text(f"MAPPING = {{'x': '{home}/project/src'}}\n")
    os.mkfifo(site / "pipe.pth")
    (site / "odd.pth").write_bytes(b"/\xff\n/nul\0/src\n" + b"/x" * 3000 + b"\n/\n")
    python = venv / "bin" / "python"
    environ = {"PWD": f"{home}/elsewhere/project/src", "VIRTUAL_ENV": str(venv)}
    expected = {home / "elsewhere/project", home / "project", home / "work/project"}
    assert set(other_names(project, python, environ)) == expected
    assert other_names(project, Path("/usr/bin/python3"), {"PWD": str(project / "src")}) == ()


@pytest.fixture
def library(home: Path) -> Path:
    """Another project of the user's, with a repository of its own."""
    folder = home / "library"
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "config").write_text("token = canary-git\n")
    (folder / "library.py").write_text("WHO = 'library'\n")
    return folder


def test_another_project_that_is_installed_editable(
    make: SandboxFactory, project: Path, home: Path, library: Path
) -> None:
    site = make_venv(project / ".venv", project)
    (site / "library.pth").write_text(f"{library}\n")
    (project / ".git" / "config").unlink()
    subprocess.run(["git", "init", "-q", str(project)], check=True)
    sandbox = make(request_with(project, {"HOME": str(home)}))
    with sandbox.fresh_tree(PATCHED) as tree:
        code = "import app, library; print(app.WHO, library.WHO)"
        execution = tree.run(Command(("python", "-c", code)))
        told = any(f"import from {library}, " in sentence for sentence in sandbox.limitations)
        assert told or execution.stdout == "patched library\n", execution.stderr
        assert not told or sandbox.backend == "copy"
        if not any("read and change" in sentence for sentence in sandbox.limitations):
            found = tree.run(Command(("/bin/sh", "-c", f"cat {library}/.git/config {home}/.ssh/*")))
            assert found.stdout == ""
            tree.run(Command(("/bin/sh", "-c", f"echo >> {library}/library.py")))
    assert (library / "library.py").read_text() == "WHO = 'library'\n"


def test_a_venv_that_the_repository_brings_shows_nothing(
    project: Path, home: Path, library: Path
) -> None:
    site = make_venv(project / ".venv", project)
    (site / "library.pth").write_text(f"{library}\n")
    python, environ = project / ".venv" / "bin" / "python", {"HOME": str(home)}
    (project / ".git" / "config").unlink()
    subprocess.run(["git", "init", "-q", str(project)], check=True)
    assert library in visible_paths(python, environ, project)
    assert library not in visible_paths(python, environ)
    git = ("git", "-C", str(project))
    subprocess.run([*git, "add", "--force", str(site / "library.pth")], check=True)
    assert library not in visible_paths(python, environ, project)


def test_what_is_never_shown(project: Path, home: Path) -> None:
    for folder in (".ssh", ".config/tool", "fine"):
        (home / folder).mkdir(parents=True, exist_ok=True)
    venv = home / "venvs" / "project"
    site = make_venv(venv, project)
    named = [f"{home}/{name}" for name in (".ssh", ".config/tool", "", "..", "missing", "fine")]
    (site / "named.pth").write_text("\n".join([*named, "/", f"{project}/src"]))
    found = package_places(venv / "bin" / "python", project, {"HOME": str(home)})
    assert found == (home / "fine",)


def test_packages_that_are_links_into_uvs_cache(
    make: SandboxFactory, project: Path, home: Path
) -> None:
    cache = home / ".cache" / "uv" / "archive-v0" / "abc123"
    (cache / "six-1.dist-info").mkdir(parents=True)
    (cache / "six-1.dist-info" / "METADATA").write_text("Name: six\n")
    (cache / "six.py").write_text("WHO = 'six'\n")
    venv = home / "venv"
    site = make_venv(venv, project)
    (site / "six-1.dist-info").mkdir()
    for name in ("six.py", "six-1.dist-info/METADATA"):
        (site / name).symlink_to(cache / name)
    request = request_with(project, {"HOME": str(home), "VIRTUAL_ENV": str(venv)})
    with make(request).fresh_tree(PATCHED) as tree:
        execution = tree.run(Command(("python", "-c", "import app, six; print(app.WHO, six.WHO)")))
        assert execution.stdout == "patched six\n", execution.stderr


def test_a_hook_that_builds_is_told(project: Path, home: Path) -> None:
    site = make_venv(project / ".venv", project)
    (site / "_app_editable_loader.py").write_text(
        "class MesonpyMetaFinder: pass\n"
        f"def install(): finder = MesonpyMetaFinder('app', '{project}/build/cp311')\n"
    )
    sandbox = choose("copy", request_with(project, {"HOME": str(home)}))
    with sandbox.fresh_tree({}):
        pass
    assert any("_app_editable_loader.py builds" in sentence for sentence in sandbox.limitations)


@pytest.mark.parametrize("other", ["project2", "project.old", "my-project", "project-copy"])
def test_only_the_projects_own_path_is_replaced(
    make: SandboxFactory, project: Path, home: Path, other: str
) -> None:
    """Another project beside it, with a name alike, stays where it is."""
    (project.parent / other / "src").mkdir(parents=True)
    (project.parent / other / "src" / "neighbour.py").write_text("WHO = 'neighbour'\n")
    site = make_venv(project / ".venv", project)
    (site / "neighbour.pth").write_text(f"{project.parent}/{other}/src\n")
    request = request_with(project, {})
    # The folders around the tests' projects are hidden, as the temporary folder is.
    request = replace(request, visible=(*request.visible, project.parent / other))
    with make(request).fresh_tree(PATCHED) as tree:
        code = "import app, neighbour; print(app.WHO, neighbour.WHO)"
        execution = tree.run(Command(("python", "-c", code)))
        assert execution.stdout == "patched neighbour\n", execution.stderr
