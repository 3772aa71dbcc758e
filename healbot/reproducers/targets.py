"""From what a user types to what is run."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from healbot.core.errors import Refused, UsageError
from healbot.core.reproducer import ReproducerKind


@dataclass(frozen=True)
class Target:
    """What to run."""

    kind: ReproducerKind
    cwd: str
    """The folder to run in, relative to the project root."""
    selection: tuple[str, ...] = ()
    """Test cases, files or folders, relative to `cwd`."""
    label: str = ""


def is_test_target(text: str) -> bool:
    """Whether a target names tests rather than a script, by its form and by what is on disk."""
    path, separator, _ = text.partition("::")
    name = Path(path).name
    if separator or Path(path).is_dir():
        return True
    return name.endswith(".py") and (name.startswith("test_") or name.endswith("_test.py"))


def check_folder(folder: Path) -> None:
    """Raises `Refused` when there is no test in `folder`."""
    for _, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        if any(is_test_target(name) for name in files):
            return
    raise Refused(
        f"{folder} is a folder without tests.",
        hint=f"Name the script in it: healbot fix {folder}/main.py",
    )


def resolve(text: str, root: Path, cwd: Path) -> Target:
    """Returns what a test target means. Raises `UsageError` when there is no such file."""
    path, separator, names = text.partition("::")
    full = (cwd / path).resolve()
    if not full.exists():
        raise UsageError(f"There is no file {path}.", hint="Check the path.")
    if not full.is_relative_to(root):
        raise UsageError(f"{path} is outside of the repository {root}.", hint="Run healbot there.")
    folder = cwd.resolve() if cwd.resolve().is_relative_to(root) else root
    inside = full.relative_to(folder).as_posix() if full.is_relative_to(folder) else str(full)
    selection = f"{inside}{separator}{names}"
    return Target("pytest", folder.relative_to(root).as_posix(), (selection,), selection)
