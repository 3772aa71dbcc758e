"""Where a project's Python may be, best first."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from healbot.core.errors import EnvironmentProblem
from healbot.filesystem import read_regular

_VENV_FOLDERS = (".venv", "venv", "env")
_CONDA_FOLDERS = (".conda", "env")
_MANAGED = ((".tox", "tox environment"), (".nox", "nox session"))
_VERSION_NAME = re.compile(r"[A-Za-z0-9][\w.+-]{0,60}")
_MAX_VERSION_FILE = 4096
_PYTHONS = ("bin/python", "bin/python3", "Scripts/python.exe")


@dataclass(frozen=True)
class Candidate:
    """A Python that may be the project's."""

    path: Path
    """Absolute, links not resolved."""
    origin: str
    """How it was found, such as ``the tox environment py311``."""


def folders_up(root: Path, folder: Path) -> tuple[Path, ...]:
    """Returns `folder` and those around it up to `root`; only `root` when it lies elsewhere."""
    if not folder.is_relative_to(root):
        return (root,)
    return tuple(path for path in (folder, *folder.parents) if path.is_relative_to(root))


def candidates(root: Path, folder: Path, environ: Mapping[str, str]) -> Iterator[Candidate]:
    """Yields what to try for a run in `folder` of the project at `root`.

    Environments of the folder and those around it, the active ones, what tox and nox made, PATH,
    healbot's own. Raises `EnvironmentProblem` when pyenv lacks the version that the project names.
    """
    around = folders_up(root, folder)
    for place in around:
        yield from _venvs(root, place)
    yield from _active(environ)
    for place in around:
        yield from _managed(root, place)
    yield from on_path(("python3", "python"), around, environ)
    yield Candidate(Path(sys.executable), "healbot's own Python")


def on_path(
    names: tuple[str, ...], around: tuple[Path, ...], environ: Mapping[str, str]
) -> Iterator[Candidate]:
    """Yields the programs of these names on PATH, those behind pyenv's shims instead of the shims.

    `around` are the folders in which ``.python-version`` is looked for, nearest first.
    """
    own = Path(sys.prefix) if sys.prefix != sys.base_prefix else None
    for name in names:
        for folder in environ.get("PATH", os.defpath).split(os.pathsep):
            found = shutil.which(name, path=folder) if Path(folder).is_absolute() else None
            if not found or Path(folder).parent == own:
                continue
            behind = _behind_shim(Path(found), around, environ)
            if behind is not None:
                yield behind
            elif not _is_pyenv_shim(Path(found), environ):
                yield Candidate(Path(found), f"{name} on PATH")


def _venvs(root: Path, place: Path) -> Iterator[Candidate]:
    for name in _VENV_FOLDERS:
        path = _in_venv(place / name)
        if path is not None:
            yield Candidate(path, f"the project's {(place / name).relative_to(root)}")
    for name in _CONDA_FOLDERS:
        path = _in_conda(place / name)
        if path is not None:
            yield Candidate(path, f"the project's {(place / name).relative_to(root)} (conda)")


def _active(environ: Mapping[str, str]) -> Iterator[Candidate]:
    own = Path(sys.prefix)
    for variable, look in (("VIRTUAL_ENV", _in_venv), ("CONDA_PREFIX", _in_conda)):
        active = environ.get(variable, "")
        if Path(active).is_absolute() and Path(active) != own:
            path = look(Path(active))
            if path is not None:
                yield Candidate(path, variable)


def _managed(root: Path, place: Path) -> Iterator[Candidate]:
    for name, kind in _MANAGED:
        try:
            environments = sorted(entry for entry in (place / name).iterdir() if entry.is_dir())
        except OSError:
            continue
        found = [env for env in environments if _in_venv(env) and not env.name.startswith(".")]
        for env in sorted(found, key=_suits_tests):
            others = ", ".join(other.name for other in found if other != env)
            rest = f" (others: {others})" if others else ""
            path = _in_venv(env)
            if path is not None:
                where = "" if place == root else f" in {place.relative_to(root)}"
                yield Candidate(path, f"the {kind} {env.name}{where}{rest}")


def _suits_tests(environment: Path) -> tuple[bool, bool, tuple[int, ...], str]:
    """Those with pytest come first, then those named after tests, the newest Python first."""
    has_pytest = any(environment.glob("[Ll]ib/python*/site-packages/pytest/__init__.py"))
    name = environment.name
    version = re.search(r"3[-.]?(\d{1,2})", name)
    named = re.match(r"py|test", name) is not None
    return not has_pytest, not named, (-int(version[1]),) if version else (0,), name


def _in_venv(venv: Path) -> Path | None:
    return _python_in(venv) if (venv / "pyvenv.cfg").is_file() else None


def _in_conda(prefix: Path) -> Path | None:
    return _python_in(prefix) if (prefix / "conda-meta").is_dir() else None


def _python_in(prefix: Path) -> Path | None:
    places = (*_PYTHONS, "python.exe")
    return next((prefix / place for place in places if os.path.lexists(prefix / place)), None)


def _pyenv_root(environ: Mapping[str, str]) -> Path:
    return Path(environ.get("PYENV_ROOT") or Path(environ.get("HOME", "/")) / ".pyenv")


def _is_pyenv_shim(path: Path, environ: Mapping[str, str]) -> bool:
    return path.parent == _pyenv_root(environ) / "shims"


def _behind_shim(
    path: Path, around: tuple[Path, ...], environ: Mapping[str, str]
) -> Candidate | None:
    """Returns the Python that a pyenv shim would start in the project's folder.

    ``None`` when it is no shim, or when it would start what comes later on PATH.
    """
    if not _is_pyenv_shim(path, environ):
        return None
    root = _pyenv_root(environ)
    for place, text in _version_files(root, around, environ):
        for word in text.split():
            if word == "system":
                return None
            found = _pyenv_version(root, word)
            if found is not None:
                return Candidate(found, f"pyenv ({word}, from {place})")
        if text.split() and place != "the global version":
            wanted = text.split()[0][:40]
            raise EnvironmentProblem(
                f"{place} asks for Python {wanted}, which pyenv does not have.",
                hint=f"Install it: pyenv install {wanted}; or name another one with --python.",
            )
    return None


def _version_files(
    root: Path, around: tuple[Path, ...], environ: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yields (where, versions) in pyenv's order; the first that says something decides."""
    if environ.get("PYENV_VERSION"):
        yield "PYENV_VERSION", environ["PYENV_VERSION"].replace(":", " ")
        return
    files = [(folder, ".python-version", ".python-version") for folder in around]
    for folder, file, name in (*files, (root, "version", "the global version")):
        read = read_regular(folder, file, _MAX_VERSION_FILE)
        lines = read.data.decode("utf-8", "replace").splitlines() if read else []
        text = " ".join(line for line in lines if not line.lstrip().startswith("#"))
        if text.strip():
            yield name, text
            return


def _pyenv_version(root: Path, word: str) -> Path | None:
    """Returns the Python of an installed version; ``3.11`` is the newest 3.11."""
    if not _VERSION_NAME.fullmatch(word):
        return None
    names = [word, word.removeprefix("python-")]
    numbers = [path.name for path in (root / "versions").glob(f"{word}.*")]
    numbers = [name for name in numbers if re.fullmatch(r"[0-9.]+", name)]
    names += sorted(numbers, key=lambda name: [int(part or 0) for part in name.split(".")])[::-1]
    for name in names:
        python = root / "versions" / name / "bin" / "python"
        if os.access(python, os.X_OK):
            return python
    return None
