"""From what a user types to what is run."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from healbot.core.errors import Refused, UsageError
from healbot.core.reproducer import ReproducerKind
from healbot.core.source import MAX_SOURCE_BYTES
from healbot.filesystem import read_regular
from healbot.reproducers.declared import declared_dependencies
from healbot.reproducers.pytest_config import (
    PYTHON_FILES,
    PytestConfig,
    folders_up,
    pytest_config,
)
from healbot.reproducers.tests_in_source import TestSource, python_files, read_test_source

_DOCTEST_ENDS = (".txt", ".rst", ".md")
_EXAMPLE = re.compile(rb"^[ \t]*>>> ", re.MULTILINE)
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_PROJECT_FILES = ("pyproject.toml", "setup.py", "setup.cfg")


@dataclass(frozen=True)
class Target:
    """What to run."""

    kind: ReproducerKind
    cwd: str
    """The folder to run in, relative to the project root."""
    selection: tuple[str, ...] = ()
    """Test cases, files or folders, relative to `cwd`, as the runner takes them."""
    label: str = ""


@dataclass(frozen=True)
class _Named:
    """A target whose file or folder was found."""

    path: Path
    names: tuple[str, ...] = ()
    """The class and function names in it, outermost first."""


def is_test_target(text: str) -> bool:
    """Whether a target names tests rather than a script, by its form and by what is on disk."""
    cwd = Path.cwd()
    root = _root_above(cwd)
    found = _find(text, root, cwd)
    if found is None:
        return "::" in text
    if not found.path.is_relative_to(root):  # it lies in another repository, which is healed then
        root = _root_above(found.path if found.path.is_dir() else found.path.parent)
    return bool(found.names) or _kind_of(found, root, lambda: True) != "script"


def check_folder(folder: Path) -> None:
    """Raises `Refused` when there is no test in `folder`."""
    if not _test_files(folder, pytest_config(folder, _root_above(folder))):
        raise Refused(
            f"{folder} is a folder without tests.",
            hint=f"Name the script in it: healbot fix {folder}/main.py",
        )


def _root_above(folder: Path) -> Path:
    folder = folder.resolve()
    return next((f for f in (folder, *folder.parents) if (f / ".git").exists()), folder)


def resolve(
    text: str,
    root: Path,
    cwd: Path,
    kind: ReproducerKind | None = None,
    has_pytest: Callable[[], bool] = lambda: True,
) -> Target:
    """Returns what a target means: a script, a test, a test file, a folder of tests or a doctest.

    Understood are paths, node ids (``tests/test_a.py::TestB::test_c[1]``) and dotted names
    (``tests.test_a.TestB.test_c``). `kind` is what the user says it is, ``None`` to find out;
    `has_pytest` says whether the project's interpreter can import pytest. Raises `UsageError` when
    nothing of that name is there, `Refused` for a folder without tests.
    """
    root, cwd = root.resolve(), cwd.resolve()
    found = _find(text, root, cwd)
    if found is None:
        raise _nothing(text, cwd)
    if not found.path.is_relative_to(root):
        raise UsageError(
            f"{text.partition('::')[0]} is outside of the repository {root}.",
            hint="Run healbot in the repository that holds it.",
        )
    kind = kind or _kind_of(found, root, has_pytest)
    folder = cwd if cwd.is_relative_to(root) else root
    if kind == "script":
        return _script(found, root, folder)
    if found.path.is_dir():
        check_folder(found.path)
    elif found.names:
        _check_has_names(found, root, text)
    if kind == "unittest":
        folder = _import_folder(found.path, root, folder)
    selection = _as_unittest(found, folder) if kind == "unittest" else _as_node_id(found, folder)
    return Target(kind, folder.relative_to(root).as_posix(), (selection,), selection)


def _find(text: str, root: Path, cwd: Path) -> _Named | None:
    """Returns the file or folder that a target names; ``None`` when there is none."""
    path, separator, names = text.partition("::")
    full = _existing(cwd / path) if path or separator else None
    if full is not None:
        return _Named(full, _node_names(names))
    if _DOTTED.fullmatch(text) is None:
        return None
    return next(filter(None, (_module(text.split("."), base) for base in (cwd, root))), None)


def _existing(path: Path) -> Path | None:
    """Returns the path with the links of its folders resolved, ``None`` when nothing is there."""
    try:
        if not path.exists():
            return None
        name = os.path.normpath(path).rpartition(os.sep)[2]
        parent = Path(os.path.realpath(os.path.join(os.path.normpath(path), os.pardir)))  # noqa: PTH118
        return path.resolve() if path.is_dir() else parent / name
    except (OSError, ValueError):  # ValueError: a NUL in the path
        return None


def _node_names(text: str) -> tuple[str, ...]:
    """Parts ``TestA::test_b[x::y]`` at the colons before the parameters."""
    names, bracket, parameters = text.partition("[")
    parts = [part for part in names.split("::") if part]
    if parts:
        parts[-1] += bracket + parameters
    return tuple(parts)


def _module(parts: Sequence[str], base: Path) -> _Named | None:
    """Returns the longest part of a dotted name that is a module or package below `base`."""
    for count in range(len(parts), 0, -1):
        place = base.joinpath(*parts[:count])
        file = place.with_name(f"{place.name}.py")
        found = _existing(file) or (_existing(place) if count == len(parts) else None)
        if found is not None:
            return _Named(found, tuple(parts[count:]))
    return None


def _kind_of(found: _Named, root: Path, has_pytest: Callable[[], bool]) -> ReproducerKind:
    """Returns what a target is run with when the user does not say it."""
    path = found.path
    if path.is_dir():
        return "pytest" if _folder_uses_pytest(path, root, has_pytest) else "unittest"
    if path.suffix in _DOCTEST_ENDS:
        return "doctest" if _has_examples(root, path) else "script"
    if path.suffix != ".py" or path.name == "conftest.py":
        return "script"
    config = pytest_config(path.parent, root)
    source = read_test_source(root, path)
    if not found.names and not _is_test_file(path, config, source):
        return "script"
    if _uses_pytest(path.parent, root, config) or source.imports_pytest:
        return "pytest"
    return "pytest" if source.needs_pytest and has_pytest() else "unittest"


def _has_examples(root: Path, path: Path) -> bool:
    file = read_regular(root, os.path.relpath(path, root), MAX_SOURCE_BYTES)
    return file is not None and _EXAMPLE.search(file.data) is not None


def _is_test_file(path: Path, config: PytestConfig | None, source: TestSource) -> bool:
    config = config or PytestConfig(path.parent, "", PYTHON_FILES)
    return source.has_tests and (config.is_test_file(path) or config.is_below_testpaths(path))


def _uses_pytest(folder: Path, root: Path, config: PytestConfig | None) -> bool:
    """Whether the project configures pytest, or says that it needs it."""
    if config is not None:
        return True
    folders = list(folders_up(folder, root))
    if any((parent / "conftest.py").is_file() for parent in folders):
        return True
    return any("pytest" in declared_dependencies(parent) for parent in folders)


def _folder_uses_pytest(folder: Path, root: Path, has_pytest: Callable[[], bool]) -> bool:
    config = pytest_config(folder, root)
    if _uses_pytest(folder, root, config):
        return True
    sources = [read_test_source(root, path) for path in _test_files(folder, config)]
    if any(source.imports_pytest for source in sources):
        return True
    return any(source.needs_pytest for source in sources) and has_pytest()


def _test_files(folder: Path, config: PytestConfig | None) -> list[Path]:
    config = config or PytestConfig(folder, "", PYTHON_FILES)
    return [path for path in python_files(folder) if config.is_test_file(path)]


def _script(found: _Named, root: Path, folder: Path) -> Target:
    target = found.path.relative_to(root).as_posix()
    return Target("script", folder.relative_to(root).as_posix(), (), target)


def _import_folder(path: Path, root: Path, folder: Path) -> Path:
    """Returns the folder from which unittest imports a test: that of the project around it."""
    holder = path if path.is_dir() else path.parent
    for parent in folders_up(holder, root):
        if any((parent / name).is_file() for name in _PROJECT_FILES):
            return parent
    return folder if path.is_relative_to(folder) else root


def _as_node_id(found: _Named, folder: Path) -> str:
    return "::".join((_relative(found.path, folder), *found.names))


def _as_unittest(found: _Named, folder: Path) -> str:
    """Returns a dotted name where there is one, else the path."""
    relative = _relative(found.path, folder)
    dotted = relative.removesuffix(".py").replace("/", ".")
    names = [name.partition("[")[0] for name in found.names]
    if found.path.is_dir() or (not names and _DOTTED.fullmatch(dotted) is None):
        return relative
    return ".".join((dotted, *names))


def _relative(path: Path, folder: Path) -> str:
    relative = os.path.relpath(path, folder).replace(os.sep, "/")
    return f"./{relative}" if relative.startswith("-") else relative


def _check_has_names(found: _Named, root: Path, text: str) -> None:
    source = read_test_source(root, found.path)
    if not source.lacks(found.names):
        return
    file, separator = text.partition("::")[0], "::"
    if "::" not in text:
        file, separator = text[: -sum(len(name) + 1 for name in found.names)], "."
    close = [
        f"{file}{separator}{name.replace('::', separator)}" for name in source.close_to(found.names)
    ]
    wanted = separator.join(found.names)
    hint = f"Did you mean {' or '.join(close)}?" if close else _what_is_there(source)
    raise UsageError(f"There is no test {wanted} in {file}.", hint=hint)


def _what_is_there(source: TestSource) -> str:
    if not source.names:
        return "There are no tests in that file."
    more = ", …" if len(source.names) > 5 else ""
    return f"There are: {', '.join(source.names[:5])}{more}"


def _nothing(text: str, cwd: Path) -> UsageError:
    path = text.partition("::")[0]
    place = Path(os.path.normpath(cwd / path))
    try:
        names = [entry.name for entry in place.parent.iterdir()]
    except (OSError, ValueError):
        return UsageError(
            f"There is no file {path}.", hint=f"There is no folder {Path(path).parent} either."
        )
    close = difflib.get_close_matches(place.name, names, 1, 0.6)
    shown = str(Path(path).parent / close[0]) if close else ""
    rest = text.removeprefix(path)
    hint = f"Did you mean {shown}{rest}?" if close else "Check the path."
    if not close and _DOTTED.fullmatch(text) and "." in text and not text.endswith(".py"):
        return UsageError(
            f"There is no module {text}.",
            hint="Run healbot in the folder that it is imported from.",
        )
    return UsageError(f"There is no file {path}.", hint=hint)
