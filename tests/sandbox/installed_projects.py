"""A repository of several installed projects: one for each way to install one, in one venv."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_SETUPTOOLS = """
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
[project]
name = "{name}"
version = "1"
"""
_FIND = """
[tool.setuptools.packages.find]
where = ["src"]
"""
_RENAMED = """
[tool.setuptools]
packages = ["{name}"]
package-dir = {{ "{name}" = "code" }}
"""
_HATCHLING = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "{name}"
version = "1"
[tool.hatch.build.targets.wheel]
packages = ["src/{name}"]
"""
_FLIT = """
[build-system]
requires = ["flit_core"]
build-backend = "flit_core.buildapi"
[project]
name = "{name}"
version = "1"
description = "A project"
"""
_POETRY = """
[build-system]
requires = ["poetry-core"]
build-backend = "poetry.core.masonry.api"
[tool.poetry]
name = "{name}"
version = "1"
description = "A project"
authors = []
packages = [{{ include = "{name}", from = "src" }}]
"""
_EXTENSION = """
from setuptools import Extension, setup
setup(name="native", version="1", package_dir={"": "src"}, packages=["native"],
      ext_modules=[Extension("native.speed", ["src/native/speed.c"])])
"""
_C = """
#include <Python.h>
static PyObject *seven(PyObject *self, PyObject *none) { return PyLong_FromLong(7); }
static PyMethodDef methods[] = {{"seven", seven, METH_NOARGS, 0}, {0}};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "speed", 0, -1, methods};
PyMODINIT_FUNC PyInit_speed(void) { return PyModule_Create(&definition); }
"""
_TEST = """
import os, subprocess, sys
import {module} as package

def test_itself():
    assert package.WHO == "patched"

def test_a_child_with_an_environment_of_its_own():
    code = "import {module} as package; print(package.WHO)"
    for options in ([], ["-I"]):
        out = subprocess.check_output([sys.executable, *options, "-c", code], env={{}}, text=True)
        assert out == "patched\\n"
"""
BACKENDS_USED = (
    "pytest",
    "setuptools",
    "wheel",
    "hatchling",
    "editables",
    "flit_core",
    "setuptools-scm",
)

EDITABLE = {
    "compat": "src/compat/mod.py",
    "hooked": "code/mod.py",
    "strict": "src/strict/mod.py",
    "company": "src/company/team/mod.py",
    "hatch_made": "src/hatch_made/mod.py",
    "flit_made": "src/flit_made/mod.py",
    "poetry_made": "src/poetry_made/mod.py",
    "linked": "src/linked/mod.py",
}
"""Projects installed in editable mode -> the module that tests look at."""
NOT_EDITABLE = {"plain": "src/plain/mod.py"}
_TEXTS = {
    "compat": _SETUPTOOLS + _FIND,
    "hooked": _SETUPTOOLS + _RENAMED,
    "strict": _SETUPTOOLS + _FIND,
    "company": _SETUPTOOLS + _FIND,
    "hatch_made": _HATCHLING,
    "flit_made": _FLIT,
    "poetry_made": _POETRY,
    "plain": _SETUPTOOLS + _FIND,
}


def module_of(name: str) -> str:
    """Returns the dotted name of a project's module."""
    return "company.team.mod" if name == "company" else f"{name}.mod"


def make_projects(root: Path) -> Path:
    """Makes the projects below `root`, with a venv in ``.venv``; returns its interpreter."""
    for name, module in {**EDITABLE, **NOT_EDITABLE}.items():
        folder = root / name
        file = folder / module
        file.parent.mkdir(parents=True)
        file.write_text("WHO = 'original'\n")
        if name != "company":
            (file.parent / "__init__.py").touch()
        if name in _TEXTS:
            (folder / "pyproject.toml").write_text(_TEXTS[name].format(name=name))
        (folder / "tests").mkdir()
        (folder / "tests" / f"test_{name}.py").write_text(_TEST.format(module=module_of(name)))
    native = root / "native"
    (native / "src" / "native").mkdir(parents=True)
    (native / "src" / "native" / "__init__.py").touch()
    (native / "src" / "native" / "speed.c").write_text(_C)
    (native / "setup.py").write_text(_EXTENSION)
    (native / ".gitignore").write_text("*.so\nbuild/\n")
    python = root / ".venv" / "bin" / "python"
    _run(root, sys.executable, "-m", "venv", ".venv")
    pip = (str(python), "-m", "pip", "--quiet", "--disable-pip-version-check", "install")
    _run(root, *pip, "--upgrade", *BACKENDS_USED, "poetry-core")
    install = (*pip, "--no-build-isolation", "--no-deps")
    usual = [word for name in EDITABLE if name not in ("strict", "linked") for word in ("-e", name)]
    _run(root, *install, *usual)
    _run(root, *install, "--config-settings", "editable_mode=strict", "-e", "strict")
    _run(root, *install, "./plain")
    _run(native, str(python), "setup.py", "--quiet", "build_ext", "--inplace")
    (site,) = (root / ".venv" / "lib").glob("python*/site-packages")
    # As `flit install --symlink` does.
    (site / "linked").symlink_to(root / "linked" / "src" / "linked")
    return python


def _run(folder: Path, *argv: str) -> None:
    done = subprocess.run(argv, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
