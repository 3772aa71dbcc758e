"""How a failure is shown: a command and the folder it runs in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ReproducerKind = Literal["script", "pytest", "unittest", "doctest", "command"]


@dataclass(frozen=True)
class Reproducer:
    """The command whose failure is to be healed."""

    kind: ReproducerKind
    argv: tuple[str, ...]
    """The whole command, as a person could type it."""
    cwd: str
    """Folder relative to the project root, POSIX separators, ``"."`` for the root itself."""
    label: str
    """What a person calls it, such as ``report.py``."""
    target: str
    """Scripts: the file under repair, relative to the project root, POSIX separators; else what
    the user named: a test, a folder or a command."""
    stdin: bytes | None = None
    """What the command reads from standard input; ``None`` is an empty input."""
    goal: str = ""
    """Scripts: what one that is still to be written shall do; ``""`` when one is repaired."""
