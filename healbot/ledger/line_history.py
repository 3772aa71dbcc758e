"""Which commits changed lines last, as ``git blame`` tells."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from healbot.core.errors import HealbotError
from healbot.core.source import MAX_SOURCE_BYTES
from healbot.filesystem import read_regular
from healbot.ledger.plumbing import Plumbing
from healbot.ports import LineChange

SECONDS = 2.0
"""Longer than that nobody waits for a remark on the history."""
MAX_OUTPUT = 4 * 1024 * 1024
"""Bytes of an answer that are read."""
_ABBREVIATED = 10
_UNCOMMITTED = frozenset("0")


class GitLineHistory:
    """The `healbot.ports.LineHistory` of a repository's work tree.

    Git is run on the user's objects without the user's settings: no textconv program, no list of
    commits to ignore and no lazy fetch of missing objects applies. After one question that took too
    long no other is asked.
    """

    def __init__(self, plumbing: Plumbing, seconds: float = SECONDS) -> None:
        """`seconds` is how long an answer may take."""
        self._plumbing = plumbing
        self._seconds = seconds

    def last_changes(self, path: str, first: int, last: int) -> tuple[LineChange, ...]:
        """Returns the commits that changed lines `first` to `last` (1-based) last, newest first.

        Line numbers are those of the file in the work tree; lines that are not committed belong to
        no commit. ``()`` when the file has no history or Git does not answer in time.
        """
        if self._seconds <= 0 or self._plumbing.head is None:
            return ()
        file = read_regular(self._plumbing.root, path, MAX_SOURCE_BYTES)
        if file is None or not file.data:
            return ()
        total = file.data.count(b"\n") + (not file.data.endswith(b"\n"))
        first, last = max(first, 1), min(last, total)
        if first > last:
            return ()
        return _changes(self._blame(path, first, last, file.data))

    def _blame(self, path: str, first: int, last: int, content: bytes) -> bytes:
        """Returns what git prints, ``b""`` when it fails or takes too long.

        The content comes from the standard input: git runs no filter on the file itself.
        """
        try:
            with open(os.devnull, "wb") as errors:  # noqa: PTH123 - no path of the project
                process = self._plumbing.isolated.start(
                    "blame", "--porcelain", "--no-textconv", "--contents", "-",
                    f"-L{first},{last}", "--", path, stderr=errors,
                )  # fmt: skip
        except (HealbotError, ValueError):  # ValueError: a NUL in the path
            return b""
        with process:
            try:
                output, _ = process.communicate(content, self._seconds)
            except subprocess.TimeoutExpired:
                self._seconds = 0
                process.kill()
                return b""
        return output if process.returncode == 0 and len(output) <= MAX_OUTPUT else b""


@dataclass
class _Commit:
    lines: list[int]
    headers: dict[bytes, bytes]


def _changes(output: bytes) -> tuple[LineChange, ...]:
    """Returns the commits of a blame in Git's porcelain format, newest first."""
    commits = _commits(output.split(b"\n"))
    dated = [
        (_number(commit.headers.get(b"committer-time")), _change(name, commit))
        for name, commit in commits.items()
        if not _UNCOMMITTED.issuperset(name)
    ]
    return tuple(change for _, change in sorted(dated, key=lambda pair: -pair[0]))


def _commits(lines: Iterable[bytes]) -> dict[str, _Commit]:
    """Reads the groups of a blame; a commit's headers stand only with its first group."""
    commits: dict[str, _Commit] = {}
    rest: Iterator[bytes] = iter(lines)
    for line in rest:
        words = line.split(b" ")
        if len(words) < 3 or not words[2].isdigit():
            continue
        commit = commits.setdefault(words[0].decode("ascii", "replace"), _Commit([], {}))
        commit.lines.append(int(words[2]))
        for header in rest:
            if header.startswith(b"\t"):
                break  # the line itself
            key, _, value = header.partition(b" ")
            commit.headers[key] = value
    return commits


def _change(name: str, commit: _Commit) -> LineChange:
    headers = commit.headers
    subject = headers.get(b"summary", b"").decode("utf-8", "replace")
    day = _day(headers.get(b"author-time"), headers.get(b"author-tz"))
    return LineChange(name[:_ABBREVIATED], day, subject, tuple(sorted(commit.lines)))


def _number(text: bytes | None) -> int:
    try:
        return int(text or b"0")
    except ValueError:
        return 0


def _day(seconds: bytes | None, offset: bytes | None) -> str:
    """Returns the day where the author was; ``""`` for a time that is none."""
    minutes = _number(offset)
    hours, rest = divmod(abs(minutes), 100)
    shift = timedelta(minutes=min(hours * 60 + rest, 24 * 60 - 1))
    try:
        zone = timezone(shift if minutes >= 0 else -shift)
        return datetime.fromtimestamp(_number(seconds), UTC).astimezone(zone).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""
