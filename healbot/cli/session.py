"""Opens the session that a verb is about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from healbot.core.errors import UsageError

if TYPE_CHECKING:
    from healbot.ledger.git_ledger import SessionBranch
    from healbot.wiring import Project


@contextmanager
def opened_session(branch: str | None) -> Iterator[tuple[Project, SessionBranch]]:
    """Opens the repository of the current folder and the session on `branch`, or the newest."""
    from healbot import wiring

    with wiring.open_project(Path.cwd()) as project:
        name = branch or project.ledger.newest()
        if name is None:
            raise UsageError(
                "There is no healbot branch in this repository.",
                hint="Make one: healbot fix path/to/script.py",
            )
        yield project, project.ledger.load(name)
