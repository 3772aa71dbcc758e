"""``expect-nonempty``: the script produced something, on standard output or in a file.

Empty are blank text, the JSON values ``[]``, ``{}``, ``""`` and ``null``, and a CSV file that has
only its header.
"""

from __future__ import annotations

import codecs
import csv
import io
import posixpath
from itertools import islice

from healbot.core.errors import UsageError
from healbot.core.verdict import Judgement, Verdict
from healbot.ports import Observation

STDOUT = "-"
_EMPTY_JSON = frozenset({"[]", "{}", '""', "null"})


class ExpectNonempty:
    """Judges standard output, or a file that the script writes."""

    id = "expect-nonempty"
    description = "Standard output, or the file that you named, holds something."

    def __init__(self, path: str = STDOUT) -> None:
        """`path` is relative to the folder the script runs in; ``-`` is standard output.

        Raises `UsageError` when it leads out of the project.
        """
        if path != STDOUT and (path.startswith("/") or ".." in path.split("/")):
            raise UsageError(
                f"--expect-nonempty {path} is outside of the project.",
                hint="Name a file relative to the folder the script runs in.",
            )
        self._path = path

    def judge(self, observation: Observation) -> Verdict:
        """Fails when there is no content, and says in which way it is empty."""
        if self._path == STDOUT:
            reason = why_empty(observation.execution.stdout, "")
            where = "standard output"
        else:
            where = self._path
            path = posixpath.normpath(posixpath.join(observation.reproducer.cwd, self._path))
            data = observation.tree.read(path)
            if data is None:
                return Verdict(self.id, Judgement.FAIL, f"{where} was not written")
            reason = why_empty(_decoded(data), posixpath.splitext(path)[1])
        if reason is None:
            return Verdict(self.id, Judgement.PASS, f"{where} has content")
        return Verdict(self.id, Judgement.FAIL, f"{where} is empty: {reason}")


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8"
    return data.decode(encoding, "replace")


def why_empty(text: str, suffix: str) -> str | None:
    """Returns in which way `text` is empty, ``None`` when it is not.

    `suffix` is the file's, such as ``.csv``; ``""`` for text of unknown form.
    """
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")  # a byte-order mark
    stripped = text.strip()
    if not stripped:
        return "blank"
    if suffix.lower() in (".csv", ".tsv"):
        delimiter = "\t" if suffix.lower() == ".tsv" else ","
        return "only a header" if _rows(text, delimiter) <= 1 else None
    compact = "".join(stripped.split())
    return f"JSON {compact}" if compact in _EMPTY_JSON else None


def _rows(text: str, delimiter: str) -> int:
    """Counts the rows that are not blank, up to 2; what is no CSV has as many."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return len(list(islice((row for row in rows if any(map(str.strip, row))), 2)))
    except csv.Error:
        return 2
