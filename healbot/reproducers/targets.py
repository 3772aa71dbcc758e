"""From what a user types to what is run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from healbot.core.errors import UsageError
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
