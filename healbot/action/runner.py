"""The runner of GitHub Actions: workflow commands, outputs and the step summary.

Whatever comes from outside (tracebacks, names, models' words) may hold text that the runner would
obey. Formats: "Workflow commands for GitHub Actions" in GitHub's documentation.
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TextIO

MAX_SUMMARY = 1024 * 1024
"""Bytes of a step's summary; the runner drops a larger one whole."""
MAX_OUTPUT = 64 * 1024
"""Characters of one output; far below the limit of 1 MB for all of a job's."""
Level = Literal["notice", "warning", "error"]


def command(name: str, message: str, **properties: str) -> str:
    """Returns a workflow command on one line, with everything in it escaped."""
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items() if value)
    return f"::{name}{' ' if listed else ''}{listed}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


@dataclass(frozen=True)
class Runner:
    """Where a step leaves what the runner reads."""

    output_file: Path | None
    summary_file: Path | None
    stream: TextIO

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Runner:
        """Returns the runner that `environ` describes; outside of one nothing is written."""
        output, summary = environ.get("GITHUB_OUTPUT"), environ.get("GITHUB_STEP_SUMMARY")
        return cls(Path(output) if output else None, Path(summary) if summary else None, sys.stdout)

    def annotate(self, level: Level, message: str) -> None:
        """Shows one sentence on the run's page."""
        self._say(command(level, message, title="healbot"))

    def mask(self, value: str) -> None:
        """Makes the runner hide a value, and each of its lines, in the log."""
        for line in {value, *value.splitlines()}:
            if line.strip():
                self._say(command("add-mask", line))

    @contextmanager
    def foreign_output(self) -> Iterator[None]:
        """Makes the runner take what is printed meanwhile for text, whatever it looks like."""
        token = secrets.token_hex(16)
        self._say(f"::stop-commands::{token}")
        try:
            yield
        finally:
            sys.stderr.flush()
            self._say(f"\n::{token}::")

    def set_output(self, name: str, value: str) -> None:
        """Sets an output of the step; a value that is too long is cut."""
        if self.output_file is None:
            return
        value = value[:MAX_OUTPUT]
        delimiter = f"healbot-{secrets.token_hex(16)}"
        with self.output_file.open("a", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(f"{name}<<{delimiter}\n{value}\n{delimiter}\n")

    def add_summary(self, markdown: str) -> None:
        """Adds to the summary; what would make it too large is left out, and that is said."""
        if self.summary_file is None:
            return
        used = self.summary_file.stat().st_size if self.summary_file.exists() else 0
        data = (markdown.rstrip() + "\n").encode("utf-8", errors="replace")
        room = MAX_SUMMARY - used
        if len(data) > room:
            note = b"\n\nThe rest does not fit here.\n"
            if room < len(note):
                return
            data = data[: room - len(note)].decode("utf-8", errors="ignore").encode() + note
        with self.summary_file.open("ab") as file:
            file.write(data)

    def _say(self, line: str) -> None:
        self.stream.write(line + "\n")
        self.stream.flush()
