"""How a project configures pytest, as far as it says which files hold tests."""

from __future__ import annotations

import configparser
import fnmatch
import os
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from healbot.filesystem import read_regular

MAX_CONFIG_BYTES = 1024 * 1024
PYTHON_FILES = ("test_*.py", "*_test.py")
"""What pytest takes for test files when nothing else is said."""

_FILES = (
    "pytest.toml", ".pytest.toml", "pytest.ini", ".pytest.ini", "pyproject.toml", "tox.ini",
    "setup.cfg",
)  # fmt: skip
"""In pytest's own order."""
_SECTIONS = {"tox.ini": "pytest", "setup.cfg": "tool:pytest"}


@dataclass(frozen=True)
class PytestConfig:
    """The configuration of pytest in one folder."""

    folder: Path
    file: str
    """Its name."""
    python_files: tuple[str, ...] = PYTHON_FILES
    testpaths: tuple[str, ...] = ()
    """Folders and files relative to `folder`; may hold wildcards."""

    def is_test_file(self, path: Path) -> bool:
        """Whether pytest would look for tests in the file by its name."""
        relative = path.relative_to(self.folder).as_posix() if self._holds(path) else path.name
        return any(
            fnmatch.fnmatch(relative if "/" in pattern else path.name, pattern)
            for pattern in self.python_files
        )

    def is_below_testpaths(self, path: Path) -> bool:
        """Whether the file lies where pytest looks for tests when nothing is named."""
        if not self._holds(path):
            return False
        relative = path.relative_to(self.folder).as_posix()
        return any(
            fnmatch.fnmatch(relative, f"{place.rstrip('/')}/*") or fnmatch.fnmatch(relative, place)
            for place in self.testpaths
        )

    def _holds(self, path: Path) -> bool:
        return path.is_relative_to(self.folder)


def pytest_config(folder: Path, root: Path) -> PytestConfig | None:
    """Returns the configuration nearest to `folder`, looking upward to `root`."""
    for parent in folders_up(folder, root):
        for name in _FILES:
            options = _options(parent, name)
            if options is not None:
                files = _words(options.get("python_files"))
                paths = _words(options.get("testpaths"))
                return PytestConfig(parent, name, files or PYTHON_FILES, paths)
    return None


def suite_of_sub_project(selection: Sequence[str], cwd: str, root: Path) -> tuple[str, ...]:
    """Returns where the tests of the sub-project lie whose configuration pytest uses.

    `selection` are node ids, files or folders relative to `cwd`, which is relative to `root`; so
    are the paths returned. None when it is the configuration of `cwd` itself or of a folder above.
    """
    here = (root / cwd).resolve()
    paths = [(here / item.partition("::")[0]).resolve() for item in selection]
    folders = {path if path.is_dir() else path.parent for path in paths}
    if not folders or not all(folder.is_relative_to(here) for folder in folders):
        return ()
    config = pytest_config(Path(os.path.commonpath(folders)), here)
    if config is None or config.folder == here:
        return ()
    places = [config.folder / place for place in config.testpaths]
    whole = not places or not all(place.exists() for place in places)
    inner = [config.folder] if whole else places
    return tuple(Path(os.path.relpath(place, here)).as_posix() for place in inner)


def folders_up(folder: Path, root: Path) -> Iterator[Path]:
    """Yields `folder` and its parents up to `root`; only `root` when it is not below it."""
    if folder.is_relative_to(root):
        while folder != root:
            yield folder
            folder = folder.parent
    yield root


def _options(folder: Path, name: str) -> dict[str, Any] | None:
    """Returns what a file says about pytest, ``None`` when it says nothing."""
    if name.endswith(".toml"):
        data = read_toml(folder, name)
        if data is None:
            return None
        if name != "pyproject.toml":
            return _table(data, "pytest")
        section = _table(_table(data, "tool"), "pytest")
        return {**section, **_table(section, "ini_options")} if section else None
    parser = read_ini(folder, name)
    if parser is None:
        return None
    section_name = _SECTIONS.get(name, "pytest")
    if parser.has_section(section_name):
        return dict(parser.items(section_name))
    return {} if name in ("pytest.ini", ".pytest.ini") else None


def read_toml(folder: Path, name: str) -> dict[str, Any] | None:
    """Returns what a TOML file holds; ``None`` when there is none that can be read."""
    file = read_regular(folder, name, MAX_CONFIG_BYTES)
    if file is None:
        return None
    import tomllib  # late: most scripts stand alone

    try:
        return tomllib.loads(file.text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return None


def read_ini(folder: Path, name: str) -> configparser.RawConfigParser | None:
    """Returns what an INI file holds; ``None`` when there is none that can be read."""
    file = read_regular(folder, name, MAX_CONFIG_BYTES)
    if file is None:
        return None
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    try:
        parser.read_string(file.text)
    except (configparser.Error, ValueError):
        return None
    return parser


def _table(data: dict[str, Any], key: str) -> dict[str, Any]:
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def _words(value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(item for item in value if isinstance(item, str))
    if not isinstance(value, str):
        return ()
    try:
        return tuple(shlex.split(value))
    except ValueError:
        return tuple(value.split())
