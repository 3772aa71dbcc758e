"""Lines of a CI job's log without what the runner adds: times, colours, progress that was redrawn.

The runner of GitHub Actions puts an ISO 8601 time before each line and a byte-order mark before the
first, prints scripts in colour, and turns ``::group::`` and the like into ``##[group]``. Every
pattern here is anchored and without nested repetition: a line is read in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_CHARACTERS = 8 * 1024 * 1024
"""Only this many characters at the end of a log are read."""
MAX_LINE = 4000
"""Characters kept of a line: its beginning and its end."""
CUT = " … (cut) … "

_TIME = re.compile(r"\ufeff?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z(?: |$)")
_ESCAPES = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|\][^\x07\x1b\n]*(?:\x07|\x1b\\)?"  # OSC: titles, links
    r"|[ -/]*[0-~])"
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_MARK = re.compile(r"##\[(?P<mark>[a-z-]{1,20})\]")
_COMMAND = re.compile(r"::(?P<mark>error|warning|notice|group|endgroup|debug)(?: [^\n]*?)?::")
_SCRIPT_COLOUR = "\x1b[36;1m"
"""In which the runner prints the lines of a ``run:`` script."""


@dataclass(frozen=True)
class LogLine:
    """A line of a log."""

    text: str
    """Without time, colours and mark."""
    mark: str = ""
    """``group``, ``endgroup``, ``error``, ``warning``, ``command``, … or ``""``."""
    is_script: bool = False
    """Whether it is printed as the runner prints the script that it is about to run."""


def log_lines(text: str) -> Iterator[LogLine]:
    """Yields the lines of the last `MAX_CHARACTERS` of a log."""
    if len(text) > MAX_CHARACTERS:
        text = text[-MAX_CHARACTERS:].partition("\n")[2]
    for raw in text.split("\n"):
        yield _line(_without_time(raw.rstrip("\r")))


def _without_time(line: str) -> str:
    """Also without the names of job and step that ``gh run view --log`` puts before the time."""
    found = _TIME.match(line)
    if found:
        return line[found.end() :]
    parts = line.split("\t", 2)
    if len(parts) == 3 and (found := _TIME.match(parts[2])):
        return parts[2][found.end() :]
    return line.removeprefix("\ufeff")


def _line(line: str) -> LogLine:
    line = _shortened(line)
    is_script = line.startswith(_SCRIPT_COLOUR)
    plain = _CONTROLS.sub("", _drawn_last(_ESCAPES.sub("", line)))
    if line.startswith("[command]") and not is_script:
        return LogLine(plain.removeprefix("[command]"), "command")
    if not is_script and plain[:2] in ("##", "::"):
        found = _MARK.match(plain) or _COMMAND.match(plain)
        if found:
            return LogLine(plain[found.end() :], found["mark"])
    return LogLine(plain, "", is_script)


def _drawn_last(line: str) -> str:
    """Returns what stands there when a progress bar has redrawn its line."""
    if "\r" not in line:
        return line
    return next((part for part in reversed(line.split("\r")) if part.strip()), "")


def _shortened(line: str) -> str:
    """Cuts the middle out; of a line that was redrawn only the end counts."""
    if len(line) <= MAX_LINE:
        return line
    half = (MAX_LINE - len(CUT)) // 2
    return line[:half] + CUT + line[-half:]
