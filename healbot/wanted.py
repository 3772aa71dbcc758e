"""What the user asked to heal, and the request that it makes."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from healbot.core.errors import Refused, UsageError
from healbot.core.redaction import Redactor
from healbot.core.reproducer import ReproducerKind
from healbot.core.session import Request
from healbot.core.trailers import clean
from healbot.filesystem import WorkTreeFiles
from healbot.ledger.plumbing import Plumbing
from healbot.reproducers.script import check_script, check_script_to_write, place_of
from healbot.reproducers.targets import Target, check_folder, is_test_target, resolve
from healbot.sandbox.interpreter import find_interpreter
from healbot.settings.model import Settings

if TYPE_CHECKING:
    from healbot.reproducers.detect import Detected

MAX_GOAL = 8000
"""Characters."""
_PACKAGES = ("site-packages", "dist-packages")


@dataclass(frozen=True)
class Wanted:
    """What the user asked to heal."""

    target: str | None = None
    """A script, a test, a folder; ``None`` for whatever fails here."""
    arguments: tuple[str, ...] = ()
    command: str | None = None
    kind: ReproducerKind | None = None
    """How to run the target; ``None`` to find out."""
    stdin: Path | None = None
    oracles: tuple[tuple[str, str], ...] = ()
    goal: str | None = None
    """What the target, a script that is still to be written, shall do; ``None`` to heal one."""

    @property
    def is_script(self) -> bool:
        """Whether the target is run as a script."""
        if self.target is None or self.command is not None:
            return False
        if self.goal is not None:
            return True
        return self.kind == "script" or (self.kind is None and not is_test_target(self.target))


def checked_folder(wanted: Wanted) -> Path:
    """Returns the folder whose repository is worked in.

    Raises when what is wanted is nothing that healbot heals; touches nothing.
    """
    if wanted.command is not None and wanted.target is not None:
        raise UsageError(
            "--command and a target say two things.", hint="Give one of them: see healbot fix -h."
        )
    if wanted.kind is not None and wanted.target is None:
        raise UsageError(
            "--as says how to run a target, and none is named.",
            hint=f"Name one: healbot fix tests --as {wanted.kind}",
        )
    if wanted.goal is not None and wanted.target is not None:
        _check_goal(wanted.goal)
        check_script_to_write(Path(wanted.target))
        return next(folder for folder in Path(wanted.target).resolve().parents if folder.is_dir())
    if wanted.is_script and wanted.target is not None:
        check_script(Path(wanted.target))
        return Path(wanted.target).resolve().parent
    if wanted.stdin is not None:
        raise UsageError("--stdin is for scripts.", hint="Name a script: healbot fix report.py")
    if wanted.target is None:
        return Path.cwd()
    path = Path(wanted.target.partition("::")[0])
    if path.is_dir():
        check_folder(path)
    path = path.resolve()
    return path if path.is_dir() else path.parent if path.exists() else Path.cwd()


def request_for(
    plumbing: Plumbing, wanted: Wanted, settings: Settings
) -> tuple[Request, Detected | None]:
    """Returns the request, and how the project is tested when that had to be found out.

    Raises `UsageError` or `Refused` when there is nothing to heal, or nothing may be written there.
    """
    if wanted.is_script and wanted.target is not None:
        return _request_for_script(plumbing, wanted, settings), None
    detected: Detected | None = None
    if wanted.command is not None:
        cwd = Path.cwd().resolve().relative_to(plumbing.root.resolve()).as_posix()
        found = Target("command", cwd, (), wanted.command)
    elif wanted.target is None:
        from healbot.reproducers.detect import detect

        detected = detect(plumbing.root, Path.cwd())
        found = Target(detected.kind, detected.cwd, (), detected.command)
    else:
        python = find_interpreter(plumbing.root, settings.python.value, os.environ, Path.cwd())
        found = resolve(
            wanted.target, plumbing.root, Path.cwd(), wanted.kind, lambda: _has_pytest(python)
        )
    request = Request(
        target=found.label,
        arguments=wanted.arguments,
        cwd=found.cwd,
        timeout=settings.timeout.value,
        oracles=wanted.oracles,
        generators=settings.generators.value,
        kind=found.kind,
        selection=found.selection,
    )
    return request, detected


def _request_for_script(plumbing: Plumbing, wanted: Wanted, settings: Settings) -> Request:
    script = Path(str(wanted.target))
    (check_script if wanted.goal is None else check_script_to_write)(script)
    place = place_of(script, plumbing.root, Path.cwd())
    if wanted.goal is not None:
        WorkTreeFiles(plumbing.root, {}).new_file(place.target)
    if plumbing.has_filter(place.target):
        raise Refused(
            f"{place.target} goes through a Git filter (LFS?) or another working-tree encoding.",
            hint="healbot commits files byte by byte and leaves filtered ones alone.",
        )
    return Request(
        target=place.target,
        arguments=wanted.arguments,
        stdin=None if wanted.stdin is None else _inside(wanted.stdin, plumbing.root),
        cwd=place.cwd,
        timeout=settings.timeout.value,
        oracles=wanted.oracles,
        generators=settings.generators.value,
        goal="" if wanted.goal is None else _kept(wanted.goal),
    )


def _check_goal(goal: str) -> None:
    if not _kept(goal):
        raise UsageError(
            "The goal is empty.", hint="Say what the script shall do, in a sentence or more."
        )
    if len(goal) > MAX_GOAL:
        raise UsageError(
            f"The goal is longer than {MAX_GOAL} characters.",
            hint="Put long material into a file of the project and name the file.",
        )


def _kept(goal: str) -> str:
    """Returns the goal as the branch keeps it: valid text, no secrets of the environment."""
    from healbot.core.secret_values import secret_values

    return Redactor(secret_values(os.environ)).redact(clean(goal)).strip()


def _inside(path: Path, root: Path) -> str:
    resolved = path.parent.resolve() / path.name
    if not resolved.is_relative_to(root.resolve()):
        raise UsageError(
            f"--stdin: {path} is outside of the repository.",
            hint="Copy it into the repository; it need not be committed.",
        )
    return resolved.relative_to(root.resolve()).as_posix()


def _has_pytest(interpreter: Path) -> bool:
    """Whether pytest lies where an interpreter looks for packages; nothing is run to know it."""
    prefix = interpreter.parent.parent
    return any(next(prefix.glob(f"lib/python*/{place}/pytest"), None) for place in _PACKAGES)
