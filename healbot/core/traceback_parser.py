"""Reads the exceptions that ended a Python run out of what it printed (Python 3.8 to 3.14).

The format is that of `traceback.TracebackException.format`: a header, frames outermost first, each
with an optional source line and marker lines, then ``Type: message`` and the notes. Chained
exceptions follow one another with a sentence between them. A script that does not compile prints
no header. What pytest prints for a failing test is read as well, see `healbot.core.pytest_text`.

Nothing in the text parts a message of several lines from the notes below it. Further lines are
taken for notes where the message cannot go on: behind the count of a group's members, behind a
key that is quoted as a whole, and for types whose messages Python makes itself, in one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from healbot.core.exception_groups import (
    GROUP_HEADER,
    TOP_HEADER,
    TOP_MARGIN,
    block_reader,
    group_reader,
)
from healbot.core.failure import SYNTAX_ERRORS, Frame, RaisedException
from healbot.core.pytest_text import PytestFailure, PytestText
from healbot.core.traceback_lines import (
    CHAINED,
    FINAL,
    MARKERS,
    Block,
    LineReader,
    Place,
    is_rule,
    place_of_run,
)

_HEADER = "Traceback (most recent call last):"
_FRAME = re.compile(r'^  File "(?P<path>.*?)", line (?P<line>\d{1,9})(?:, in (?P<function>.*))?$')
_REPEATED = re.compile(r"^  \[Previous line repeated \d+ more times?\]$")
_IGNORED = re.compile(
    r"^(?:Exception ignored |Exception in thread |Error in atexit\._run_exitfuncs:"
    r"|(?:Task|Future) exception was never retrieved$|future: <|--- Logging error ---$)"
)
_WARNING = re.compile(r"^.+:\d+: (?:\w+\.)*\w*Warning: ")
_WRAPPER = re.compile(
    r"^(?:g?make(?:\[\d+\])?: (?:\*\*\* |Leaving directory)|npm (?:ERR!|error) |nox > "
    r"|error: [Rr]ecipe |error Command failed|ELIFECYCLE |ninja: |\w[\w.-]*: exit \d)"
)
"""What make, npm, nox, just, yarn, pnpm, ninja and tox say when their command has failed."""
_CAPTURED = re.compile(r"^-+ Captured \w+ \w+ -+$")
_UNDECODABLE = re.compile(
    r" in file (?P<path>.+) on line (?P<line>\d{1,9}), but no encoding declared"
)
_END_OF_REMOTE = '"""'
"""Closes the traceback of a worker process that is quoted in the message of a cause."""
_MEMBERS = re.compile(r"\((\d+) sub-exceptions?\)$")
_ONE_LINE = frozenset(
    {"NameError", "UnboundLocalError", "AttributeError", "IndexError", "ZeroDivisionError",
     "ModuleNotFoundError", "RecursionError", *SYNTAX_ERRORS}
)  # fmt: skip
_QUOTED = re.compile(r"""^(?:'[^']*'|"[^"]*"|-?\d+)$""")

MAX_LINES = 20_000
"""Only this many lines at the end of a text are read; the traceback that ended a run is last."""
MAX_GROUP_DEPTH = 12
"""Groups within groups; Python itself prints 10 levels."""


def parse_traceback(
    text: str, roots: Sequence[str] = (), cwd: str = "."
) -> tuple[RaisedException, ...]:
    """Returns the last chain of exceptions in `text`, causes first; ``()`` when there is none.

    `roots` are absolute folders under which the project appeared to the run; frames below one are
    made relative to it. `cwd` is the run's folder relative to the root, for relative file names.
    """
    lines = [line.rstrip("\r") for line in text.split("\n")[-MAX_LINES:]]
    place = place_of_run(roots, cwd)
    chains = list(_chains(LineReader(lines), place, 0))
    for chain in reversed(chains):
        if not chain.ignored:
            return tuple(chain.exceptions)
    return tuple(chains[-1].exceptions) if chains else _placeless_syntax_error(lines, place)


def _placeless_syntax_error(lines: Sequence[str], place: Place) -> tuple[RaisedException, ...]:
    """Reads what Python 3.9+ prints, with nothing else, for a script it cannot decode."""
    first = next((line for line in lines if line.strip()), "")
    final = FINAL.match(first)
    if final is None or final["type"] != "SyntaxError":
        return ()
    message = final["message"] or ""
    where = _UNDECODABLE.search(message)
    frames = (place.frame(where["path"], int(where["line"]), "<module>", ""),) if where else ()
    return (RaisedException(final["type"], message, frames),)


@dataclass
class _Chain:
    exceptions: list[RaisedException] = field(default_factory=list)
    ignored: bool = False


@dataclass
class _Chains:
    """Puts exceptions that are linked with one another into one chain."""

    chain: _Chain = field(default_factory=_Chain)
    linked: bool = False
    ignored: bool = False
    captured: bool = False
    """Within output that pytest shows below the failure that counts."""

    def between(self, line: str) -> None:
        """Takes a line that belongs to no exception."""
        line = line.strip()
        if is_rule(line):
            self.captured = _CAPTURED.match(line) is not None
        if line:
            self.linked, self.ignored = line in CHAINED, _IGNORED.match(line) is not None

    def add(self, exception: RaisedException, linked: bool, ignored: bool) -> Iterator[_Chain]:
        """Takes an exception; yields the chain before it when it begins another one."""
        if self.chain.exceptions and not linked:
            yield self.chain
            self.chain = _Chain()
        self.chain.ignored = self.chain.ignored or ignored or self.captured
        self.chain.exceptions.append(exception)
        self.linked = self.ignored = False


def _chains(reader: LineReader, place: Place, depth: int) -> Iterator[_Chain]:
    chains, pytest_text = _Chains(), PytestText(place)

    def add_told(failure: PytestFailure | None) -> Iterator[_Chain]:
        if failure is not None:
            yield from chains.add(_told(failure, place), failure.linked, ignored=False)

    while not reader.done:
        if _starts_exception(reader):
            yield from add_told(pytest_text.finish())
            exception = _exception(reader, place, depth)
            if exception is not None:
                yield from chains.add(exception, chains.linked, chains.ignored)
            continue
        line = reader.take()
        yield from add_told(pytest_text.feed(line))
        chains.between(line)
    yield from add_told(pytest_text.finish())
    if chains.chain.exceptions:
        yield chains.chain


def _starts_exception(reader: LineReader) -> bool:
    return _at_header(reader) or _at_group(reader) or _at_syntax_error(reader)


def _at_header(reader: LineReader) -> bool:
    """Whether a traceback begins here; what was printed without a line end may stand before it."""
    line = reader.peek().rstrip()
    if not line.endswith(_HEADER) or line == TOP_HEADER:
        return False
    return line == _HEADER or _FRAME.match(reader.peek(1)) is not None


def _at_group(reader: LineReader) -> bool:
    return reader.peek() in (TOP_HEADER, GROUP_HEADER)


def _at_syntax_error(reader: LineReader) -> bool:
    """Whether a headerless syntax error starts here: a frame without a function, then the error."""
    match = _FRAME.match(reader.peek())
    if match is None or match["function"] is not None:
        return False
    for ahead in range(1, 6):
        line = reader.peek(ahead)
        final = FINAL.match(line)
        if final is not None:
            return final["type"] in SYNTAX_ERRORS
        if not line.startswith(" "):
            return False
    return False


def _exception(reader: LineReader, place: Place, depth: int) -> RaisedException | None:
    """Takes one exception, or at least one line when there is none after all."""
    if reader.peek() == TOP_HEADER:
        reader = group_reader(reader)
    if _at_header(reader) or reader.peek() == GROUP_HEADER:
        reader.take()
    return _described(reader, place, depth)


def _described(reader: LineReader, place: Place, depth: int) -> RaisedException | None:
    """Takes frames, type, message, notes and members."""
    frames, offset = _frames(reader, place)
    final = FINAL.match(reader.peek())
    if final is None:
        return None
    reader.take()
    rest = _rest_of_message(reader)
    blocks = reader.take_members()
    raised = _raised(final, rest, tuple(frames), offset, len(blocks))
    members = [_member(block, place, depth + 1) for block in blocks]
    return replace(raised, members=tuple(member for member in members if member is not None))


def _member(block: Block, place: Place, depth: int) -> RaisedException | None:
    """Returns a member of a group: the last exception of its chain."""
    if depth > MAX_GROUP_DEPTH:
        return None
    reader = block_reader(block, TOP_MARGIN + 2 * depth)
    if FINAL.match(reader.peek()):  # was never raised
        first = _described(reader, place, depth)
    else:
        first = None
    chains = list(_chains(reader, place, depth))
    return chains[-1].exceptions[-1] if chains else first


def _told(failure: PytestFailure, place: Place) -> RaisedException:
    """Returns the exception that pytest printed."""
    reader = LineReader(failure.lines)
    if failure.type_name:
        return RaisedException(failure.type_name, "\n".join(failure.lines), failure.frames)
    where, offset = _frames(reader, place)  # of a syntax error
    final = FINAL.match(reader.take())
    if final is None:
        return RaisedException("AssertionError", "\n".join(failure.lines), failure.frames)
    rest = reader.take_while(lambda line: True)
    return _raised(final, rest, (*failure.frames, *where), offset)


def _raised(
    final: re.Match[str],
    rest: list[str],
    frames: tuple[Frame, ...],
    offset: int | None,
    members: int = 0,
) -> RaisedException:
    kind = final["type"]
    message, notes = _without_notes(kind, [final["message"] or "", *rest], members)
    return RaisedException(kind, message, frames, notes, offset if kind in SYNTAX_ERRORS else None)


def _without_notes(kind: str, lines: list[str], members: int) -> tuple[str, tuple[str, ...]]:
    """Parts the message from the notes where that can be told: see the top of this module."""
    count = len(lines)
    if lines[0] and (kind in _ONE_LINE or (kind == "KeyError" and _QUOTED.match(lines[0]))):
        count = 1
    elif members:
        counts = {
            n: found[1] for n, line in enumerate(lines, 1) if (found := _MEMBERS.search(line))
        }
        # The message may quote another count; of many members not all are printed.
        own = (n for n, printed in counts.items() if printed == str(members))
        count = next(own, next(iter(counts), count))
    notes = "\n".join(lines[count:]).strip("\n").rstrip()
    return "\n".join(lines[:count]).rstrip(), tuple(notes.split("\n")) if notes else ()


def _frames(reader: LineReader, place: Place) -> tuple[list[Frame], int | None]:
    """Takes the frames, and the column of the caret when the last one is a syntax error's."""
    frames: list[Frame] = []
    offset: int | None = None
    while True:
        reader.take_while(_REPEATED.match)
        match = _FRAME.match(reader.peek())
        if match is None:
            return frames, offset
        reader.take()
        shown = reader.take_while(lambda line: line.startswith("    "))
        source = shown[0].strip() if shown and not MARKERS.match(shown[0]) else ""
        offset = _caret(shown) if match["function"] is None else None
        function = match["function"] or "<module>"
        frames.append(place.frame(match["path"], int(match["line"]), function, source))


def _caret(shown: list[str]) -> int | None:
    """Returns the 1-based column of the caret within the stripped source line."""
    if len(shown) < 2 or "^" not in shown[1]:
        return None
    indent = len(shown[0]) - len(shown[0].lstrip())
    return max(shown[1].index("^") - indent, 0) + 1


def _rest_of_message(reader: LineReader) -> list[str]:
    """Takes the further lines of a message, notes included, and the blank lines behind it."""
    message: list[str] = []
    blank: list[str] = []
    while not reader.done and not reader.at_members and not _ends_message(reader):
        line = reader.take()
        blank.append(line)
        if line.strip():
            message += blank
            blank = []
    return message


def _ends_message(reader: LineReader) -> bool:
    line = reader.peek()
    return (
        _at_header(reader)
        or line in (TOP_HEADER, GROUP_HEADER, _END_OF_REMOTE, *CHAINED)
        or is_rule(line)
        or _IGNORED.match(line) is not None
        or _WARNING.match(line) is not None
        or _WRAPPER.match(line) is not None
    )
