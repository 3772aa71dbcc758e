"""All that a model is told about a failure, as plain data: redacted, cleaned, capped."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from healbot.core.cases import Comparison
from healbot.core.failure import RaisedException
from healbot.core.session import Outcome
from healbot.ports import LineChange


class Closeness(IntEnum):
    """How near a piece of source is to the failure; the nearest first."""

    FAILING = 0
    """Where the exception was raised, or what the failing test calls."""
    USED = 1
    """Definitions that the failing line, or the test, uses."""
    TEST = 2
    """The failing test."""
    CALLER = 3
    """Further out on the traceback."""
    OTHER = 4
    """Other files that may matter."""


@dataclass(frozen=True)
class Window:
    """Some lines of a file."""

    path: str
    """Relative to the project root, POSIX separators."""
    first: int
    """1-based number of the first line."""
    lines: tuple[str, ...]
    """Without line ends."""
    total: int
    """How many lines the file has."""
    closeness: Closeness
    marked: frozenset[int] = frozenset()
    """1-based numbers of the lines that are on the traceback or suspicious."""
    protected: bool = False
    """Whether a patch may not touch the file."""

    @property
    def last(self) -> int:
        """1-based number of the last line."""
        return self.first + len(self.lines) - 1

    @property
    def is_whole_file(self) -> bool:
        """Whether nothing of the file is left out."""
        return self.first == 1 and len(self.lines) == self.total


@dataclass(frozen=True)
class LocalValue:
    """A value at the moment of the crash."""

    expression: str
    """A name, or an expression of the failing line such as ``order["items"]``."""
    description: str
    """Its type and what is known besides, such as ``dict with keys 'a', 'b'``."""


@dataclass(frozen=True)
class EarlierAttempt:
    """What was tried before and what came of it."""

    number: int
    """1-based."""
    outcome: Outcome
    diff: str
    """Unified; ``""`` when nothing could be applied."""
    result: str
    """What the run, or healbot, said afterwards; ``""`` when it was the same failure."""
    is_rejected: bool = False
    """Whether it heals and a person wants another fix all the same."""


@dataclass(frozen=True)
class FailureShown:
    """How the failure showed."""

    headline: str
    """One line."""
    exceptions: tuple[RaisedException, ...]
    """Causes first, the one that ended the run last."""
    text: str
    """What was printed instead, when there is no exception; else ``""``."""
    failing_tests: tuple[str, ...] = ()
    comparison: Comparison | None = None
    """What the failed assertion compared, when known."""
    output: str = ""
    """What the run printed before, only the ends."""
    verdicts: tuple[str, ...] = ()
    """What the failing oracles say, one line each."""


@dataclass(frozen=True)
class Dossier:
    """All evidence about one failure."""

    command: str
    """How the failure is shown, as a person could type it."""
    python: str
    """The version of the project's interpreter, such as ``3.12``."""
    failure: FailureShown
    windows: tuple[Window, ...]
    """The nearest first."""
    locals: tuple[LocalValue, ...] = ()
    crash_place: str = ""
    """Where `locals` were seen, such as ``summarise (report.py:12)``."""
    dependencies: tuple[str, ...] = ()
    """What the project declares to depend on, normalised names."""
    history: tuple[LineChange, ...] = ()
    """The commits that changed the innermost window last, newest first."""
    tried: tuple[EarlierAttempt, ...] = ()
    """Oldest first."""
    outline: str = ""
    """Files with their definitions, for models that cannot look around."""
    hints: tuple[str, ...] = ()
    """What reviewers said about the fixes so far, oldest first."""
