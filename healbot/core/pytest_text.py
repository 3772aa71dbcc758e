"""Reads failures in the layout in which pytest prints them, long, short or both mixed.

Long: ``>   return a / b``, then ``E   ZeroDivisionError: division by zero``, then the place,
``pkg/mod.py:3: ZeroDivisionError``. Short: ``pkg/mod.py:3: in divide``, then the source line, then
the lines with ``E``.
The style ``line`` is not read: it does not tell the function.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from healbot.core.failure import Frame
from healbot.core.traceback_lines import CHAINED, FINAL, MARKERS, Place, is_rule

MAX_FRAMES = 2000

_LOCATION = re.compile(
    r"^(?P<path>(?:[A-Za-z]:)?[^:\s][^:]*):(?P<line>\d{1,9}):"
    r"(?: ?| in (?P<function>\S.*)| (?P<type>[^\W\d]\w*))$"
)
_DEFINITION = re.compile(r"^(?:[> ]   )?(?:async )?def (?P<name>\w+)")
"""Not indented in the first line of a report in JUnit XML."""
_SEPARATOR = re.compile(r"^(?:_ ){20,}_?$")
_UNKNOWN = "???"
"""Printed by pytest in place of a source line that it does not have."""


@dataclass(frozen=True)
class PytestFailure:
    """An exception as pytest printed it."""

    frames: tuple[Frame, ...]
    """Outermost first."""
    lines: tuple[str, ...]
    """What the lines marked with ``E`` say, without their common indentation."""
    type_name: str
    """The exception's name without its module when `lines` do not tell it, else empty."""
    linked: bool
    """Whether the exception before it is its cause or context."""


@dataclass
class PytestText:
    """Takes the lines of a text one by one and gives the failures that they complete."""

    place: Place
    _frames: list[Frame] = field(default_factory=list)
    _said: list[str] = field(default_factory=list)
    _marked: str | None = None
    """The line of the present entry that is marked with ``>``."""
    _function: str = ""
    _is_short: bool = False
    _wants_source: bool = False
    _linked: bool = False

    def _reset(self, linked: bool = False) -> None:
        """Forgets all: what comes next belongs to another exception."""
        self._frames, self._said, self._linked = [], [], linked
        self._next_entry()

    def _next_entry(self) -> None:
        self._marked, self._function = None, ""
        self._is_short = self._wants_source = False

    def feed(self, line: str) -> PytestFailure | None:
        """Takes a line; returns the failure that ended before it or with it, if one did."""
        wants_source, self._wants_source = self._wants_source, False
        if line.startswith("E   ") or line.rstrip() == "E":
            self._said.append(line[1:])
            return None
        found = self.finish() if self._is_short and self._said else None
        if is_rule(line) and not _SEPARATOR.match(line):
            self._reset()
            return found
        if line in CHAINED:
            self._reset(linked=True)
            return found
        location = _LOCATION.match(line) if line[:1] not in ("", " ", ">") else None
        if location is not None:
            return self._at_location(location) or found
        if wants_source and line.startswith("    "):
            self._name_source(line)
        elif _SEPARATOR.match(line):
            self._next_entry()
        elif line.startswith(">"):
            self._name_function(line)
            self._marked = line[1:].strip()
        elif not self._function:
            self._name_function(line)
        return found

    def finish(self) -> PytestFailure | None:
        """Returns the failure in the short style that ends here, if there is one."""
        frames, said = tuple(self._frames), _dedented(self._said)
        complete, linked = self._is_short and bool(frames), self._linked
        self._reset()
        if not complete or not said:
            return None
        if FINAL.match(said[-1]) or FINAL.match(said[0]):
            return PytestFailure(frames, said, "", linked)
        # pytest leaves the name out where it explains an assertion.
        return PytestFailure(frames, said, "AssertionError", linked) if _asserts(said) else None

    def _name_function(self, line: str) -> None:
        found = _DEFINITION.match(line)
        if found and not self._function:
            self._function = found["name"]

    def _name_source(self, line: str) -> None:
        source = line.strip()
        if not MARKERS.match(line) and source != _UNKNOWN:
            last = self._frames[-1]
            self._frames[-1] = Frame(last.path, last.line, last.function, source, last.in_project)

    def _at_location(self, location: re.Match[str]) -> PytestFailure | None:
        """Ends an entry of the long style, or begins one of the short style."""
        if len(self._frames) >= MAX_FRAMES:
            self._reset()
        path, number = location["path"], int(location["line"])
        if location["function"] is not None:
            self._next_entry()
            self._said = []
            self._frames.append(self.place.frame(path, number, location["function"], ""))
            self._is_short = self._wants_source = True
            return None
        if self._marked is None:
            return None
        source = "" if self._marked == _UNKNOWN else self._marked
        function = self._function or "<module>"
        self._frames.append(self.place.frame(path, number, function, source))
        self._next_entry()
        said = _dedented(self._said)
        if not said or location["type"] is None:
            return None
        frames, linked = tuple(self._frames), self._linked
        self._reset()
        named = any(_is_named(line, location["type"]) for line in (said[0], said[-1]))
        return PytestFailure(frames, said, "" if named else location["type"], linked)


def _dedented(lines: Sequence[str]) -> tuple[str, ...]:
    """Returns the lines without their common indentation and without blank ones at the end."""
    indents = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    width = min(indents, default=0)
    shown = [line[width:] if line.strip() else "" for line in lines]
    while shown and not shown[-1]:
        shown.pop()
    return tuple(shown)


def _is_named(line: str, short_type: str) -> bool:
    final = FINAL.match(line)
    return final is not None and final["type"].rpartition(".")[2] == short_type


def _asserts(said: Sequence[str]) -> bool:
    return said[0].startswith(("assert ", "assert("))
