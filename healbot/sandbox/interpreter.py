"""Finds the project's own Python and the folders it lives in."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from healbot.core.errors import EnvironmentProblem
from healbot.sandbox.environment import user_base
from healbot.sandbox.hidden_places import own_homes
from healbot.sandbox.interpreter_search import candidates, folders_up, on_path
from healbot.sandbox.package_places import package_places

OLDEST = (3, 8)
"""The oldest Python that healbot's probes run on."""

_ASK = "import json, sys; print(json.dumps([sys.executable, sys.version_info[:2]]))"
_PARTS = ("bin", "include", "lib", "lib64", "libexec", "share", "pyvenv.cfg")


@dataclass(frozen=True)
class _Answer:
    executable: Path
    version: tuple[int, int]


@dataclass(frozen=True)
class FoundInterpreter:
    """The Python to run a project with."""

    path: Path
    """Absolute, links not resolved: resolving a venv's link would leave the venv."""
    origin: str
    """How it was found, such as ``the project's .venv`` or ``the tox environment py311``."""


def find_interpreter(
    root: Path, explicit: str | None, environ: Mapping[str, str], folder: Path | None = None
) -> Path:
    """Returns the path of `choose_interpreter`."""
    return choose_interpreter(root, explicit, environ, folder).path


def choose_interpreter(
    root: Path, explicit: str | None, environ: Mapping[str, str], folder: Path | None = None
) -> FoundInterpreter:
    """Returns the Python to run the project with, and how it was found.

    `explicit` (``--python``) wins and may be a path, relative to `root`, or a name on PATH. Else
    the first of: the environments (``.venv``, ``venv``, ``env``) of `folder` (by default `root`)
    and of the folders around it up to `root`, ``VIRTUAL_ENV``, ``CONDA_PREFIX``, what tox and nox
    made there, ``python3`` on PATH (what pyenv would start there instead of its shims), healbot's
    own. Raises `EnvironmentProblem` when it does not run or is older than 3.8.
    """
    around = folders_up(root, folder or root)
    if explicit is not None:
        found = _explicit(root, explicit, around, environ)
        if found is None:
            raise EnvironmentProblem(
                f"There is no Python at {explicit}.",
                hint="Check --python: a path or a name on PATH.",
            )
        return FoundInterpreter(_checked(found, root), f"--python {explicit}")
    problem: EnvironmentProblem | None = None
    for candidate in candidates(root, around[0], environ):
        try:
            return FoundInterpreter(_checked(candidate.path, root), candidate.origin)
        except EnvironmentProblem as error:
            # A broken venv of the project must not be passed over in silence.
            if candidate.path.is_relative_to(root):
                raise
            problem = problem or error
    raise problem or EnvironmentProblem(
        "No Python was found to run the project with.", hint="Name one with --python."
    )


def visible_paths(
    interpreter: Path, environ: Mapping[str, str] | None = None, root: Path | None = None
) -> tuple[Path, ...]:
    """Returns the folders that `interpreter` must be able to read.

    With the project's `root`, also those of `package_places`.

    Found from links, pyvenv.cfg and the usual layout (``PREFIX/bin/python``) without running
    anything: the interpreter may be one that the project brings. Never a home folder as a whole;
    of a prefix that is one, only the parts that Python needs.
    """
    environ = os.environ if environ is None else environ
    steps = list(_links(interpreter))
    venv = _venv_folders(interpreter)
    folders = [*(step.parent for step in steps), steps[-1].parent.parent, *venv]
    folders.append(interpreter.resolve().parent.parent)
    if (interpreter.parent.parent / "conda-meta").is_dir():
        folders.append(interpreter.parent.parent)
    packages = user_base(environ)
    if not venv and packages:
        folders.append(Path(packages) / "lib")
    if root is not None:
        folders += package_places(interpreter, root, environ)
    homes = {Path(home).resolve() for home in own_homes(environ)}
    # A ``.venv`` may be a link out of the project: what it leads to must be there as well.
    folders += [Path(os.path.realpath(folder)) for folder in venv]
    narrowed = [part for folder in folders for part in _narrow(folder, homes)]
    return tuple(sorted({path for path in narrowed if path.exists()}))


def _explicit(
    root: Path, explicit: str, around: tuple[Path, ...], environ: Mapping[str, str]
) -> Path | None:
    if os.sep in explicit or (os.altsep and os.altsep in explicit):
        path = Path(os.path.normpath(root / Path(explicit).expanduser()))
        return path if path.is_file() else None
    for candidate in on_path((explicit,), around, environ):
        return candidate.path
    # healbot's own, which is never chosen unasked.
    found = shutil.which(explicit, path=environ.get("PATH"))
    return Path(found).absolute() if found else None


def _checked(candidate: Path, root: Path) -> Path:
    """Returns `candidate`, or the interpreter behind it when it is a pyenv shim."""
    real = candidate.resolve()
    if not os.access(real, os.X_OK) or not real.is_file():
        raise EnvironmentProblem(
            f"{candidate} does not run: it leads to {real}, which is no program.",
            hint="Recreate the virtual environment, or name another Python with --python.",
        )
    if real.is_relative_to(root):
        # A program that the repository itself brings is never started outside the sandbox.
        return candidate
    if real == Path(sys.executable).resolve():
        return candidate  # healbot runs on it, so it runs and is new enough
    # mise and asdf lead every name to one program, which goes by the name it was started under.
    is_python = re.match(r"py|graalpy", real.name) is not None
    answer = _ask(str(real if is_python else candidate))
    if answer.version < OLDEST:
        raise EnvironmentProblem(
            f"{candidate} is Python {'.'.join(map(str, answer.version))}.",
            hint="healbot needs a project that runs on Python 3.8 or newer.",
        )
    return candidate if is_python and _is_program(real) else answer.executable


def _is_program(path: Path) -> bool:
    """Whether it is a binary; pyenv's shims are shell scripts, useless where home is hidden."""
    with path.open("rb") as file:
        return file.read(2) != b"#!"


@lru_cache(maxsize=16)
def _ask(executable: str) -> _Answer:
    """Asks an interpreter outside the sandbox, in isolation and away from the project.

    Raises `EnvironmentProblem` when it gives no answer.
    """
    passed = ("PATH", "HOME", "PYENV_ROOT", "PYENV_VERSION", "LD_LIBRARY_PATH", "SYSTEMROOT")
    try:
        done = subprocess.run(
            [executable, "-I", "-S", "-c", _ASK],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=30,
            check=True,
            cwd=Path(sys.executable).anchor,
            env={name: os.environ[name] for name in passed if name in os.environ},
        )
        program, version = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise EnvironmentProblem(
            f"{executable} does not work as a Python interpreter.",
            hint="Name another one with --python.",
        ) from error
    major, minor = version
    return _Answer(Path(program), (major, minor))


def _venv_folders(interpreter: Path) -> list[Path]:
    """The venv of an interpreter and the folder it was made from, from pyvenv.cfg."""
    venv = interpreter.parent.parent
    try:
        text = (venv / "pyvenv.cfg").read_text("utf-8", "replace")
    except OSError:
        return []
    found = [venv]
    for line in text.splitlines():
        name, _, value = line.partition("=")
        home = Path(value.strip())
        # A repository may bring a pyvenv.cfg that names any folder, such as one with keys in it.
        if name.strip() == "home" and home.is_absolute() and _holds_python(home):
            found.append(home)
    return found


def _holds_python(folder: Path) -> bool:
    names = ("python3", "python", "python.exe", "pypy3")
    try:
        return any(os.access(folder / name, os.X_OK) for name in names)
    except ValueError:  # a NUL in the path
        return False


def _links(interpreter: Path) -> Iterator[Path]:
    """Every file on the way from the path to the real program, which all must be there."""
    path = interpreter
    for _ in range(40):
        yield path
        if not path.is_symlink():
            return
        path = Path(os.path.normpath(path.parent / path.readlink()))


def _narrow(folder: Path, homes: set[Path]) -> Iterator[Path]:
    """Yields `folder`, or Python's parts of it when a home folder lies in it or is it."""
    try:
        real = folder.resolve()
    except (OSError, RuntimeError):
        return
    if any(home.is_relative_to(real) for home in homes):
        yield from (folder / part for part in _PARTS)
    else:
        yield folder
