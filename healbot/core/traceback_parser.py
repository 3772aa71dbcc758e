"""Reads the traceback that ended a Python run out of what it printed (Python 3.8 to 3.14).

The format is that of `traceback.TracebackException.format`: a header, frames outermost first, each
with an optional source line and marker lines, then ``Type: message``. Chained exceptions follow one
another with a sentence between them. A script that does not compile prints no header. Of an
exception group the group itself is read, not its members.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from healbot.core.failure import SYNTAX_ERRORS, Frame, RaisedException

_HEADER = "Traceback (most recent call last):"
_GROUP_HEADER = "  + Exception Group Traceback (most recent call last):"
_FRAME = re.compile(r'^  File "(?P<path>.*?)", line (?P<line>\d{1,9})(?:, in (?P<function>.*))?$')
_REPEATED = re.compile(r"^  \[Previous line repeated \d+ more times?\]$")
_MARKERS = re.compile(r"^\s*[~^][~^\s]*$")
_NAME = r"(?:[^\W\d]\w*|<\w+>)"
_FINAL = re.compile(rf"^(?P<type>{_NAME}(?:\.{_NAME})*)(?::(?: (?P<message>.*))?)?$")
_CHAINED = (
    "The above exception was the direct cause of the following exception:",
    "During handling of the above exception, another exception occurred:",
)
_IGNORED = re.compile(
    r"^(?:Exception ignored |Exception in thread |Error in atexit\._run_exitfuncs:"
    r"|(?:Task|Future) exception was never retrieved$|future: <|--- Logging error ---$)"
)
_WARNING = re.compile(r"^.+:\d+: (?:\w+\.)*\w*Warning: ")
_UNDECODABLE = re.compile(
    r" in file (?P<path>.+) on line (?P<line>\d{1,9}), but no encoding declared"
)
_END_OF_REMOTE = '"""'
"""Closes the traceback of a worker process that is quoted in the message of a cause."""
_LIBRARY_FOLDERS = frozenset(
    {"site-packages", "dist-packages", ".venv", "venv", ".tox", ".nox", "node_modules"}
)

MAX_LINES = 20_000
"""Only this many lines at the end of a text are read; the traceback that ended a run is last."""


def parse_traceback(
    text: str, roots: Sequence[str] = (), cwd: str = "."
) -> tuple[RaisedException, ...]:
    """Returns the last chain of exceptions in `text`, causes first; ``()`` when there is none.

    `roots` are absolute folders under which the project appeared to the run; frames below one are
    made relative to it. `cwd` is the run's folder relative to the root, for relative file names.
    """
    lines = [line.rstrip("\r") for line in text.split("\n")[-MAX_LINES:]]
    inner_first = sorted((root.rstrip("/") for root in roots), key=len, reverse=True)
    place = _Place(tuple(inner_first), cwd)
    chains = list(_chains(_Reader(lines), place))
    for chain in reversed(chains):
        if not chain.ignored:
            return tuple(chain.exceptions)
    return tuple(chains[-1].exceptions) if chains else _placeless_syntax_error(lines, place)


def _placeless_syntax_error(lines: Sequence[str], place: _Place) -> tuple[RaisedException, ...]:
    """Reads what Python 3.9+ prints, with nothing else, for a script it cannot decode."""
    first = next((line for line in lines if line.strip()), "")
    final = _FINAL.match(first)
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


@dataclass(frozen=True)
class _Place:
    roots: tuple[str, ...]
    cwd: str

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


def _inside(path: str) -> str | None:
    """Returns a relative path in its shortest form, ``None`` when it leads out of its root."""
    path = posixpath.normpath(path)
    return None if path == ".." or path.startswith("../") else path


class _Reader:
    """Lines with a reading position."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._position = 0

    @property
    def done(self) -> bool:
        return self._position >= len(self._lines)

    def peek(self, ahead: int = 0) -> str:
        """Returns a line without taking it; ``""`` behind the last one."""
        index = self._position + ahead
        return self._lines[index] if index < len(self._lines) else ""

    def take(self) -> str:
        line = self.peek()
        self._position += 1
        return line

    def take_while(self, wanted: Callable[[str], object]) -> list[str]:
        taken: list[str] = []
        while not self.done and wanted(self.peek()):
            taken.append(self.take())
        return taken


def _chains(reader: _Reader, place: _Place) -> Iterator[_Chain]:
    chain = _Chain()
    linked = ignored = False
    while not reader.done:
        if not _starts_exception(reader):
            line = reader.take().strip()
            if line:
                linked, ignored = line in _CHAINED, _IGNORED.match(line) is not None
            continue
        exception = _exception(reader, place)
        if exception is None:
            continue
        if chain.exceptions and not linked:
            yield chain
            chain = _Chain()
        chain.ignored = chain.ignored or ignored
        chain.exceptions.append(exception)
        linked = ignored = False
    if chain.exceptions:
        yield chain


def _starts_exception(reader: _Reader) -> bool:
    return _at_header(reader) or reader.peek() == _GROUP_HEADER or _at_syntax_error(reader)


def _at_header(reader: _Reader) -> bool:
    """Whether a traceback begins here; what was printed without a line end may stand before it."""
    line = reader.peek().rstrip()
    if not line.endswith(_HEADER) or line == _GROUP_HEADER:
        return False
    return line == _HEADER or _FRAME.match(reader.peek(1)) is not None


def _at_syntax_error(reader: _Reader) -> bool:
    """Whether a headerless syntax error starts here: a frame without a function, then the error."""
    match = _FRAME.match(reader.peek())
    if match is None or match["function"] is not None:
        return False
    for ahead in range(1, 6):
        line = reader.peek(ahead)
        final = _FINAL.match(line)
        if final is not None:
            return final["type"] in SYNTAX_ERRORS
        if not line.startswith(" "):
            return False
    return False


def _exception(reader: _Reader, place: _Place) -> RaisedException | None:
    """Takes one exception, or at least one line when there is none after all."""
    if reader.peek() == _GROUP_HEADER:
        reader.take()
        own = [line[4:] for line in reader.take_while(lambda line: line.startswith("  |"))]
        reader = _Reader(own)
    elif _at_header(reader):
        reader.take()
    frames, offset = _frames(reader, place)
    final = _FINAL.match(reader.peek())
    if final is None:
        return None
    reader.take()
    message = [final["message"] or "", *_rest_of_message(reader)]
    return RaisedException(
        final["type"],
        "\n".join(message).rstrip(),
        tuple(frames),
        offset=offset if final["type"] in SYNTAX_ERRORS else None,
    )


def _frames(reader: _Reader, place: _Place) -> tuple[list[Frame], int | None]:
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
        source = shown[0].strip() if shown and not _MARKERS.match(shown[0]) else ""
        offset = _caret(shown) if match["function"] is None else None
        function = match["function"] or "<module>"
        frames.append(place.frame(match["path"], int(match["line"]), function, source))


def _caret(shown: list[str]) -> int | None:
    """Returns the 1-based column of the caret within the stripped source line."""
    if len(shown) < 2 or "^" not in shown[1]:
        return None
    indent = len(shown[0]) - len(shown[0].lstrip())
    return max(shown[1].index("^") - indent, 0) + 1


def _rest_of_message(reader: _Reader) -> list[str]:
    """Takes the further lines of a message, notes included, and the blank lines behind it."""
    message: list[str] = []
    blank: list[str] = []
    while not reader.done and not _ends_message(reader):
        line = reader.take()
        blank.append(line)
        if line.strip():
            message += blank
            blank = []
    return message


def _ends_message(reader: _Reader) -> bool:
    line = reader.peek()
    return (
        _at_header(reader)
        or line in (_GROUP_HEADER, _END_OF_REMOTE, *_CHAINED)
        or _IGNORED.match(line) is not None
        or _WARNING.match(line) is not None
    )
