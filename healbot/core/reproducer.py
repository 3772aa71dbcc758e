"""How a failure is shown: a command and the folder it runs in."""

from __future__ import annotations

from collections.abc import Sequence
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


def label_of_tests(selection: Sequence[str], target: str) -> str:
    """Returns what a person calls a run of the test cases, files or folders of `selection`.

    `target` is what they named, or the runner's name: it is the answer when nothing is selected.
    """
    if len(selection) < 2:
        return selection[0] if selection else target
    places = {_place_of(item) for item in selection}
    where = f" in {places.pop()}" if len(places) == 1 else ""
    return f"{len(selection)} tests{where}"


def _place_of(item: str) -> str:
    """Returns the file or class that a test case is in; a file stands for itself."""
    if "::" in item or item.endswith(".py"):
        return item.partition("::")[0]
    return item.rpartition(".")[0]
