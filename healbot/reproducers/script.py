"""The reproducer ``script``: a Python file that is run with arguments and fails."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from healbot.core.errors import Refused, UsageError
from healbot.core.execution import Execution
from healbot.core.reproducer import Reproducer
from healbot.core.session import Request
from healbot.core.source import MAX_SOURCE_BYTES, check_is_source
from healbot.core.tampering.context import STANDARD_LIBRARY, TEST_FRAMEWORKS
from healbot.filesystem import read_regular
from healbot.ports import Command, SandboxTree
from healbot.probe_source import probe_source

MAX_STDIN_BYTES = 64 * 1024 * 1024
_PYTHON_ONLY = "healbot fix heals Python scripts: text files that end in .py."


@dataclass(frozen=True)
class ScriptPlace:
    """Where a script lies."""

    root: Path
    """The project root, links resolved."""
    target: str
    """Relative to the root, POSIX separators."""
    cwd: str
    """The folder to run in, relative to the root."""


def check_script(path: Path) -> None:
    """Raises `UsageError` or `Refused`, with the reason, when `path` is no script to heal."""
    try:
        status = path.lstat()
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise UsageError(f"There is no file {path}.", hint=_near_names(path)) from error
    except OSError as error:
        raise Refused(
            f"{path} cannot be read: {error.strerror}.", hint="Check the path and its permissions."
        ) from error
    if stat.S_ISLNK(status.st_mode):
        raise Refused(
            f"{path} is a symbolic link, which healbot does not edit.",
            hint=f"Name the file it points to: healbot fix {os.path.realpath(path)}",
        )
    if stat.S_ISDIR(status.st_mode):
        raise Refused(
            f"{path} is a folder.", hint=f"Name the script in it: healbot fix {path}/main.py"
        )
    if not stat.S_ISREG(status.st_mode):
        raise Refused(f"{path} is not a regular file.", hint=_PYTHON_ONLY)
    if status.st_size > MAX_SOURCE_BYTES:
        raise Refused(
            f"{path} is larger than 1 MiB.", hint="healbot edits source files of up to 1 MiB."
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Refused(
            f"{path} cannot be read: {error.strerror}.", hint="Check its permissions."
        ) from error
    try:
        check_is_source(str(path), data)
    except Refused as error:
        raise Refused(error.message, hint=error.hint or _PYTHON_ONLY) from error
    first_line = data.split(b"\n", 1)[0]
    if path.suffix not in (".py", ".pyw") and not (
        first_line.startswith(b"#!") and b"python" in first_line
    ):
        raise Refused(
            f"{path} is not a Python script: no .py at its end and no Python #! line.",
            hint=_PYTHON_ONLY,
        )


def check_script_to_write(path: Path) -> None:
    """Raises `UsageError` or `Refused`, with the reason, when no script can be written at `path`.

    What else may be in its way (links above it, what Git has there) is found out later, by
    `healbot.core.new_file`.
    """
    if os.path.lexists(path):
        raise UsageError(
            f"{path} is there already, and healbot write overwrites nothing.",
            hint=f"Name another file, or heal this one: healbot fix {path}",
        )
    if path.suffix != ".py":
        raise UsageError(f"{path} does not end in .py.", hint="Name a Python file: -o script.py")
    if path.stem in STANDARD_LIBRARY or path.stem in TEST_FRAMEWORKS:
        raise UsageError(
            f"{path} would be imported instead of Python's own module {path.stem}.",
            hint=f"Name it otherwise: -o {path.with_stem(path.stem + '_script')}",
        )


def _near_names(path: Path) -> str:
    import difflib

    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except (OSError, ValueError):
        return f"There is no folder {path.parent} either."
    close = difflib.get_close_matches(path.name, names, 1, 0.75)
    return f"Did you mean {path.parent / close[0]}?" if close else "Check the path."


def place_of(script: Path, root: Path, cwd: Path) -> ScriptPlace:
    """Returns where `script` lies in the project at `root`, run from `cwd`.

    Raises `Refused` when it lies outside, or in a repository of its own within the one at `root`
    or within the one at `cwd`: the branch would be made where nobody looks for it.
    """
    root = root.resolve()
    full = script.resolve()
    if not full.is_relative_to(root):
        raise Refused(
            f"{script} is outside of the repository {root}.",
            hint="Run healbot in the repository that holds the script.",
        )
    for parent in full.parents:
        if parent == root:
            break
        if _is_repository(parent):
            raise _of_its_own(script, full, parent)
    folder = cwd.resolve()
    if not folder.is_relative_to(root):
        outer = next(filter(_is_repository, (folder, *folder.parents)), None)
        if outer is not None and root.is_relative_to(outer):
            raise _of_its_own(script, full, root)
        folder = full.parent
    return ScriptPlace(root, full.relative_to(root).as_posix(), folder.relative_to(root).as_posix())


def _is_repository(folder: Path) -> bool:
    return (folder / ".git").exists()


def _of_its_own(script: Path, full: Path, repository: Path) -> Refused:
    return Refused(
        f"{script} lies in a repository of its own, {repository.name} (a submodule?).",
        hint=f"Run healbot in it: cd {repository} && healbot fix {full.relative_to(repository)}",
    )


def script_reproducer(request: Request, root: Path, interpreter: Path) -> Reproducer:
    """Returns how to run the script of `request`.

    Raises `UsageError` when its standard input cannot be read.
    """
    script = os.path.relpath(root / request.target, root / request.cwd).replace(os.sep, "/")
    if script.startswith("-"):
        script = f"./{script}"  # else the interpreter takes it for an option
    stdin: bytes | None = None
    if request.stdin is not None:
        file = read_regular(root, request.stdin, MAX_STDIN_BYTES)
        if file is None:
            raise UsageError(
                f"--stdin: {request.stdin} is no readable file in the project.",
                hint="Name a regular file below the repository root.",
            )
        stdin = file.data
    return Reproducer(
        kind="script",
        argv=(str(interpreter), script, *request.arguments),
        cwd=request.cwd,
        label=script,
        target=request.target,
        stdin=stdin,
        goal=request.goal,
    )


class ScriptRunner:
    """The `healbot.ports.Runner` of a script."""

    def __init__(self, reproducer: Reproducer) -> None:
        self._reproducer = reproducer

    def run(self, tree: SandboxTree, timeout: float) -> Execution:
        """Runs the script once."""
        return tree.run(self._command(self._reproducer.argv, timeout))

    def crash_command(self, root: str, output: str) -> Command:
        """Returns the run under the probe ``crash_state``."""
        interpreter, script, *arguments = self._reproducer.argv
        code = probe_source("crash_state")
        return self._command((interpreter, "-c", code, output, root, script, *arguments), 60.0)

    def _command(self, argv: tuple[str, ...], timeout: float) -> Command:
        reproducer = self._reproducer
        return Command(argv, cwd=reproducer.cwd, stdin=reproducer.stdin, timeout=timeout)
