"""Lines of printed tracebacks: reading them one by one, and what single lines mean."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from healbot.core.failure import Frame

_NAME = r"(?:[^\W\d]\w*|<\w+>)"
FINAL = re.compile(rf"^(?P<type>{_NAME}(?:\.{_NAME})*)(?::(?: (?P<message>.*))?)?$")
"""The line that names the exception."""
MARKERS = re.compile(r"^\s*[~^][~^\s]*$")
"""The line below a source line that points at a part of it."""
CHAINED = (
    "The above exception was the direct cause of the following exception:",
    "During handling of the above exception, another exception occurred:",
)
_RULES = frozenset("=-_!")
_RULE_WIDTH = 70
"""unittest's rules are 70 characters wide, pytest's as wide as the terminal, 80 elsewhere."""
_LIBRARY_FOLDERS = frozenset(
    {"site-packages", "dist-packages", ".venv", "venv", ".tox", ".nox", "node_modules"}
)

Block = Sequence[str]
"""Lines of one member of an exception group, margins included."""


class LineReader:
    """Lines with a reading position."""

    def __init__(
        self, lines: Sequence[str], members: Mapping[int, Sequence[Block]] | None = None
    ) -> None:
        """`members` are the members of exception groups by the place in `lines` they stand at."""
        self._lines = lines
        self._members = members or {}
        self._position = 0

    @property
    def done(self) -> bool:
        """Whether all lines are taken."""
        return not self.left

    @property
    def left(self) -> int:
        """How many lines are not taken yet."""
        return max(len(self._lines) - self._position, 0)

    @property
    def at_members(self) -> bool:
        """Whether the members of a group come next; their own line is empty."""
        return self._position in self._members

    def peek(self, ahead: int = 0) -> str:
        """Returns a line without taking it; ``""`` behind the last one."""
        index = self._position + ahead
        return self._lines[index] if index < len(self._lines) else ""

    def take(self) -> str:
        """Returns the next line and goes on."""
        line = self.peek()
        self._position += 1
        return line

    def take_members(self) -> Sequence[Block]:
        """Returns the members that come next, and goes on behind them; ``()`` when none do."""
        found = self._members.get(self._position, ())
        self._position += bool(found)
        return found

    def take_while(self, wanted: Callable[[str], object]) -> list[str]:
        """Returns the lines up to the first one that is not `wanted`."""
        taken: list[str] = []
        while not self.done and wanted(self.peek()):
            taken.append(self.take())
        return taken


@dataclass(frozen=True)
class Place:
    """Where the project was when it ran."""

    roots: tuple[str, ...]
    """Absolute folders, inner ones first, without a slash at the end."""
    cwd: str
    """The run's folder, relative to the root."""

    def frame(self, path: str, line: int, function: str, source: str) -> Frame:
        """Returns the frame with its path made relative when it lies in the project."""
        relative = self._relative(path)
        if relative is None:
            return Frame(path, line, function, source, in_project=False)
        library = not _LIBRARY_FOLDERS.isdisjoint(relative.split("/")[:-1])
        return Frame(relative, line, function, source, in_project=not library)

    def _relative(self, path: str) -> str | None:
        path = path.replace("\\", "/") if re.match(r"^[A-Za-z]:\\", path) else path
        for root in self.roots:
            if path.startswith(root + "/"):
                return _inside(path[len(root) + 1 :])
        if path.startswith(("/", "<")) or re.match(r"^[A-Za-z]:/", path):
            return None
        return _inside(posixpath.join(self.cwd, path))


def place_of_run(roots: Sequence[str], cwd: str) -> Place:
    """Returns the place for `roots` in any order and spelling."""
    return Place(tuple(sorted((root.rstrip("/") for root in roots), key=len, reverse=True)), cwd)


def _inside(path: str) -> str | None:
    """Returns a relative path in its shortest form, ``None`` when it leads out of its root."""
    path = posixpath.normpath(path)
    return None if path == ".." or path.startswith("../") else path


def is_rule(line: str) -> bool:
    """Whether a test runner drew this line between two parts of its output, title or not."""
    line = line.rstrip()
    if len(line) < _RULE_WIDTH or line[0] not in _RULES or line[-1] != line[0]:
        return False
    return line[1] in (line[0], " ") and line[-2] in (line[0], " ")
