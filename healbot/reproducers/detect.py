"""Finds out how a project tests itself: what is run when the user names nothing."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from healbot.core.errors import UsageError
from healbot.core.reproducer import ReproducerKind
from healbot.filesystem import read_regular
from healbot.reproducers.declared import declared_dependencies
from healbot.reproducers.pytest_config import (
    MAX_CONFIG_BYTES,
    PYTHON_FILES,
    PytestConfig,
    folders_up,
    pytest_config,
    read_ini,
    read_toml,
)
from healbot.reproducers.tests_in_source import python_files, read_test_source

_PROJECT_FILES = ("pyproject.toml", "setup.py", "setup.cfg", "package.json")
_SKIPPED = frozenset({"node_modules", "venv", "env", "build", "dist", "target", "__pycache__"})
_MAX_DEPTH = 3
_MAX_FOLDERS = 2000
_MAKEFILES = ("GNUmakefile", "makefile", "Makefile")
_LOCKS = (("pnpm-lock.yaml", "pnpm"), ("yarn.lock", "yarn"), ("bun.lock", "bun run"))
_NO_TEST = re.compile(r"no test specified")
"""What ``npm init`` writes into a new package."""


@dataclass(frozen=True)
class Way:
    """One way in which a project can be tested."""

    kind: ReproducerKind
    command: str
    """As a person would type it, such as ``make test``; what is run when `kind` is a command."""
    reason: str
    """What says so, such as ``configured in pyproject.toml``."""


@dataclass(frozen=True)
class Detected:
    """How a project is tested, and what else was seen."""

    kind: ReproducerKind
    cwd: str
    """The folder to run in, relative to the root."""
    command: str
    """As a person would type it; what is run when `kind` is a command."""
    reason: str
    """Why, in one line: ``pytest, configured in pyproject.toml``."""
    others: tuple[Way, ...] = ()
    """Other ways to test the same project."""
    other_projects: tuple[str, ...] = ()
    """Folders of further projects below the root that were left alone."""

    @property
    def sentence(self) -> str:
        """What was chosen and why, what else there is, for people."""
        where = "" if self.cwd == "." else f" in {self.cwd}"
        parts = [f"{self.command}{where}: {self.reason}."]
        if self.others:
            seen = ", ".join(f"{way.command} ({way.reason})" for way in self.others)
            parts.append(f"Also seen: {seen}.")
        if self.other_projects:
            parts.append(f"Other projects: {_some(self.other_projects)}.")
        return " ".join(parts)


def detect(root: Path, cwd: Path) -> Detected:
    """Returns how the project that holds `cwd` is tested.

    pytest or unittest come first, then tox, nox, make and npm. Of several projects below `root`
    it is the one that holds `cwd`, else the one at the root, else the only one that has tests.
    Raises `UsageError` when nothing is found, or when several sub-projects could be meant.
    """
    root, cwd = root.resolve(), cwd.resolve()
    projects = tuple(_sub_projects(root))
    own = next((f for f in folders_up(cwd, root) if f in projects), root)
    others = tuple(project for project in projects if project != own)
    ways = _ways(own, root, others)
    if not ways and own == root:
        own, ways = _only_sub_project(root, others)
        others = tuple(project for project in projects if project != own)
    if not ways:
        raise UsageError(
            "No tests were found here.",
            hint="Name what fails: healbot fix TARGET, or healbot fix --command 'make test'.",
        )
    first, *rest = ways
    return Detected(
        kind=first.kind,
        cwd=own.relative_to(root).as_posix(),
        command=first.command,
        reason=first.reason,
        others=tuple(rest),
        other_projects=tuple(project.relative_to(root).as_posix() for project in others),
    )


def _only_sub_project(root: Path, projects: tuple[Path, ...]) -> tuple[Path, tuple[Way, ...]]:
    """Returns the sub-project that has tests, when it is the only one."""
    tested = [(project, ways) for project in projects if (ways := _ways(project, root, projects))]
    if len(tested) > 1:
        names = _some(tuple(project.relative_to(root).as_posix() for project, _ in tested))
        raise UsageError(
            f"There are tests in several projects: {names}.",
            hint="Run healbot in one of them, or name a target.",
        )
    return tested[0] if tested else (root, ())


def _some(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return ", ".join(names[:5]) + more


def _sub_projects(root: Path) -> Iterator[Path]:
    """Yields the folders below `root` that are projects of their own, near ones first."""
    waiting, seen = [(root, 0)], 0
    while waiting:
        folder, depth = waiting.pop(0)
        seen += 1
        if seen > _MAX_FOLDERS:
            return
        if folder != root and any((folder / name).is_file() for name in _PROJECT_FILES):
            yield folder
        if depth < _MAX_DEPTH:
            waiting += [(inner, depth + 1) for inner in _folders_in(folder)]


def _folders_in(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            names = sorted(e.name for e in entries if e.is_dir(follow_symlinks=False))
    except OSError:
        return []
    return [folder / name for name in names if name[0] != "." and name not in _SKIPPED]


def _ways(folder: Path, root: Path, other_projects: tuple[Path, ...]) -> tuple[Way, ...]:
    inner = frozenset(project for project in other_projects if project.is_relative_to(folder))
    finders: tuple[Callable[[], Way | None], ...] = (
        lambda: _python_tests(folder, root, inner),
        lambda: _tox(folder),
        lambda: _nox(folder),
        lambda: _make(folder),
        lambda: _npm(folder),
    )
    return tuple(way for finder in finders if (way := finder()) is not None)


def _python_tests(folder: Path, root: Path, inner: frozenset[Path]) -> Way | None:
    config = pytest_config(folder, folder)
    if config is not None:
        return Way("pytest", "pytest", f"configured in {config.file}")
    patterns = pytest_config(folder, root) or PytestConfig(folder, "", PYTHON_FILES)
    files = [path for path in python_files(folder, inner) if patterns.is_test_file(path)]
    sources = [(path, read_test_source(root, path)) for path in files]
    tests = [(path, source) for path, source in sources if source.has_tests]
    if not tests:
        return None
    if (folder / "conftest.py").is_file():
        return Way("pytest", "pytest", "there is a conftest.py")
    if "pytest" in declared_dependencies(folder):
        return Way("pytest", "pytest", "declared as a dependency")
    for wanted in ("imports_pytest", "needs_pytest"):
        for path, source in tests:
            if getattr(source, wanted):
                says = "imports it" if wanted == "imports_pytest" else "has tests in its style"
                return Way("pytest", "pytest", f"{path.relative_to(folder).as_posix()} {says}")
    found = tests[0][0].relative_to(folder).as_posix()
    return Way("unittest", "python -m unittest", f"{found} has tests in its style")


def _tox(folder: Path) -> Way | None:
    ini, toml, cfg = read_ini(folder, "tox.ini"), read_toml(folder, "pyproject.toml"), None
    if ini is not None and any(
        name == "tox" or name.startswith("testenv") for name in ini.sections()
    ):
        return Way("command", "tox", "configured in tox.ini")
    if (folder / "tox.toml").is_file():
        return Way("command", "tox", "configured in tox.toml")
    if toml is not None and "tox" in _dict(toml.get("tool")):
        return Way("command", "tox", "configured in pyproject.toml")
    cfg = read_ini(folder, "setup.cfg")
    if cfg is not None and cfg.has_section("tox:tox"):
        return Way("command", "tox", "configured in setup.cfg")
    return None


def _nox(folder: Path) -> Way | None:
    found = (folder / "noxfile.py").is_file()
    return Way("command", "nox", "there is a noxfile.py") if found else None


def _make(folder: Path) -> Way | None:
    for name in _MAKEFILES:
        file = read_regular(folder, name, MAX_CONFIG_BYTES)
        if file is None:
            continue
        targets = set(_make_targets(file.text))
        for target in ("test", "check"):
            if target in targets:
                return Way("command", f"make {target}", f"{name} has the target {target}")
        return None  # make reads the first one only
    return None


def _make_targets(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line[:1] in ("", "\t", " ", "#", "."):
            continue
        names, colon, rest = line.partition(":")
        if colon and not rest.startswith(("=", ":=")) and "=" not in names:
            yield from names.split()


def _npm(folder: Path) -> Way | None:
    file = read_regular(folder, "package.json", MAX_CONFIG_BYTES)
    if file is None:
        return None
    try:
        data = json.loads(file.data)
    except (ValueError, RecursionError):
        return None
    script = _dict(_dict(data).get("scripts")).get("test")
    if not isinstance(script, str) or not script.strip() or _NO_TEST.search(script):
        return None
    runner = next((tool for lock, tool in _LOCKS if (folder / lock).is_file()), "npm")
    return Way("command", f"{runner} test", "package.json has the script test")


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
