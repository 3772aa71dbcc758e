"""What a failing execution showed, and its identity.

The fingerprint of a failure is a hash over the exception type, the innermost project function and
the normalised message. Line numbers are left out because patches move lines; memory addresses and
the sandbox's paths are left out because they differ between runs. A syntax error has no function:
the text of its line stands in, so that the next syntax error of a file is another failure.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from enum import StrEnum

from healbot.core.cases import Comparison
from healbot.core.execution import Stop
from healbot.core.verdict import Verdict

SYNTAX_ERRORS = frozenset({"SyntaxError", "IndentationError", "TabError"})

_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{4,}\b")
_LINE_NUMBER = re.compile(r"\b(line|Line|lineno=)(\s*)\d+")
_TEMPORARY = re.compile(r"(/tmp|/var/tmp|/var/folders)(/[\w.+-]+)+")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Frame:
    """One entry of a traceback."""

    path: str
    """Relative to the project root with POSIX separators when in the project, else as printed."""
    line: int
    """1-based; 0 when the traceback does not tell."""
    function: str
    """Name as printed, ``<module>`` for module level."""
    source: str
    """The source line as printed, stripped; empty when the traceback has none."""
    in_project: bool
    """Whether the file belongs to the project under repair (not a library, not a venv)."""


@dataclass(frozen=True)
class RaisedException:
    """One exception of a traceback chain."""

    type_name: str
    """As printed, with its module: ``KeyError``, ``json.decoder.JSONDecodeError``."""
    message: str
    frames: tuple[Frame, ...]
    """Outermost first, the raising frame last."""
    notes: tuple[str, ...] = ()
    """The lines below the message that are surely not part of it (`BaseException.add_note`)."""
    offset: int | None = None
    """Syntax errors: 1-based column where the caret starts, when shown."""
    members: tuple[RaisedException, ...] = ()
    """Exception groups: what was raised together, in the order printed; of a member that has
    causes, only the member itself."""

    @property
    def short_type(self) -> str:
        """The class name without its module."""
        return self.type_name.rpartition(".")[2]

    @property
    def is_syntax_error(self) -> bool:
        """Whether the file could not be compiled."""
        return self.short_type in SYNTAX_ERRORS

    @property
    def project_frames(self) -> tuple[Frame, ...]:
        """The frames that lie in the project, outermost first."""
        return tuple(frame for frame in self.frames if frame.in_project)

    @property
    def innermost(self) -> Frame | None:
        """The project frame nearest to where the exception was raised."""
        frames = self.project_frames
        return frames[-1] if frames else None


class FailureKind(StrEnum):
    """In which way an execution failed."""

    EXCEPTION = "exception"
    EXIT_STATUS = "exit-status"
    SIGNAL = "signal"
    LIMIT = "limit"
    ORACLE = "oracle"
    TEST = "test"
    """A test case failed without an exception that could be read."""
    UNWRITTEN = "unwritten"
    """The script that shall reach a goal is not there yet."""


@dataclass(frozen=True)
class Failure:
    """What a failing execution showed."""

    kind: FailureKind
    exceptions: tuple[RaisedException, ...]
    """The chain as printed: causes first, the exception that ended the run last."""
    verdicts: tuple[Verdict, ...]
    """The failing oracles' verdicts."""
    headline: str
    """One line for people, such as ``KeyError: 'total' in summarise (report.py:12)``."""
    fingerprint: str
    """Identity of the failure: 40 hexadecimal digits."""
    traceback: str
    """The text that shows it (traceback, or the oracles' evidence), paths made relative."""
    stdout: str = ""
    """What the run had printed, capped; how far it came is read from it."""
    stop: Stop | None = None
    """The limit at which healbot ended the run, if it did."""
    failing_tests: tuple[str, ...] = ()
    """The ids of all cases that failed in the run; `exceptions` are those of the first one."""
    comparison: Comparison | None = None
    """The comparison that the first failing test's assertion failed on, when known."""
    site: str = ""
    """Tests: the identity without the message, for failures whose message differs from run to
    run; else empty."""
    message_varies: bool = False
    """Whether two runs showed the same failure with different messages."""

    @property
    def exception(self) -> RaisedException | None:
        """The exception that ended the run, if one did."""
        return self.exceptions[-1] if self.exceptions else None

    def is_same_as(self, other: Failure) -> bool:
        """Whether another run shows this failure again."""
        if self.fingerprint == other.fingerprint:
            return True
        varies = self.message_varies or other.message_varies
        return varies and bool(self.site) and self.site == other.site


def agreed(first: Failure, second: Failure) -> Failure | None:
    """Returns the failure that two runs show, ``None`` when they show different ones.

    Tests that fail at the same place with messages that differ (an address, a set in another
    order) show one failure, identified by its place.
    """
    if first.fingerprint == second.fingerprint:
        return first
    if first.site and first.site == second.site and first.failing_tests == second.failing_tests:
        return replace(first, fingerprint=first.site, message_varies=True)
    return None


def normalise_message(message: str) -> str:
    """Returns `message` without what differs from run to run (addresses, lines, temp paths)."""
    message = _ADDRESS.sub("0x…", message)
    message = _LINE_NUMBER.sub(r"\1\2N", message)
    message = _TEMPORARY.sub("<tmp>", message)
    return _SPACE.sub(" ", message).strip()


def fingerprint_of(kind: FailureKind, *parts: str) -> str:
    """Returns the identity of a failure as 40 hexadecimal digits.

    `parts` are what tells two failures of the same kind apart, already normalised.
    """
    text = "\0".join((kind.value, *parts))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def exception_fingerprint(exception: RaisedException) -> str:
    """Returns the fingerprint of a run that `exception` ended."""
    frame = exception.innermost
    if exception.is_syntax_error:
        place = f"{frame.path}:{_SPACE.sub(' ', frame.source)}" if frame else ""
    else:
        place = f"{frame.path}:{frame.function}" if frame else ""
    message = normalise_message(exception.message)
    # Members of a group come in the order in which tasks happened to end.
    members = sorted(map(exception_fingerprint, exception.members))
    return fingerprint_of(FailureKind.EXCEPTION, exception.type_name, place, message, *members)
