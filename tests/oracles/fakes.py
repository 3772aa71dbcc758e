"""A tree that holds files in a dictionary, and observations of runs in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from healbot.core.execution import Execution
from healbot.core.reproducer import Reproducer
from healbot.ports import Command, Observation
from tests.core.failures import execution


class FakeTree:
    """Gives out files and one prepared execution; remembers what was asked for."""

    root = "/project"

    def __init__(self, files: Mapping[str, bytes], answer: Execution) -> None:
        self._files = files
        self._answer = answer
        self.commands: list[Command] = []
        self.paths: list[str] = []

    def run(self, command: Command) -> Execution:
        self.commands.append(command)
        return self._answer

    def read(self, path: str, limit: int = 1024 * 1024) -> bytes | None:
        self.paths.append(path)
        data = self._files.get(path)
        return None if data is None else data[:limit]


def observation(
    files: Mapping[str, bytes] | None = None,
    *,
    cwd: str = ".",
    answer: Execution | None = None,
    **run: Any,
) -> tuple[Observation, FakeTree]:
    """Returns a run with the given outcome, and the tree it was made in."""
    tree = FakeTree(files or {}, answer or execution())
    reproducer = Reproducer("script", ("/usr/bin/python3", "main.py"), cwd, "main.py", "main.py")
    return Observation(reproducer, execution(**run), tree), tree
