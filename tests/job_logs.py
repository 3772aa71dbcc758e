"""Logs of failed jobs as the runner writes them, and what they tell."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "projects" / "job_logs"


@dataclass(frozen=True)
class LoggedJob:
    """One log of the corpus."""

    name: str

    @cached_property
    def text(self) -> str:
        """The log, byte-order mark and line ends included."""
        return (FOLDER / f"{self.name}.log").read_bytes().decode()

    @cached_property
    def expected(self) -> Any:
        """What it tells; checked by hand."""
        return json.loads((FOLDER / "expected.json").read_text("utf-8"))[self.name]


CORPUS = tuple(LoggedJob(path.stem) for path in sorted(FOLDER.glob("*.log")))
