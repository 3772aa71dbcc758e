"""What a person at a terminal sees while healbot works."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from healbot.core.failure import Failure
from healbot.core.session import Attempt, Outcome
from healbot.reports.console import PlainConsole, console
from healbot.reports.errors import one_line
from healbot.reports.outcome_words import OUTCOME_STYLES, OUTCOME_WORDS
from healbot.reports.streams import reader_may_leave

if TYPE_CHECKING:
    from rich.progress import Progress

_TOLD_WITH_RESULT = (
    Outcome.NEW_FAILURE,
    Outcome.REGRESSION,
    Outcome.INAPPLICABLE,
    Outcome.TAMPERING,
)
"""For the others the words say it all."""
MAX_NAMED = 3
"""Failing tests that are named."""


class LiveProgress:
    """The `healbot.ports.Observer` of a terminal: a moving line, and a line for each step."""

    def __init__(self, quiet: bool) -> None:
        self._console = PlainConsole(sys.stderr) if quiet else console(stderr=True)
        self._quiet = quiet
        self._live: Progress | None = None
        self._shown: set[int] = set()

    def __enter__(self) -> LiveProgress:
        if not self._quiet and not isinstance(self._console, PlainConsole):
            from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

            self._live = Progress(
                SpinnerColumn("line"), TextColumn("{task.description}", markup=False),
                TimeElapsedColumn(), console=self._console, transient=True,
            )  # fmt: skip
            self._live.add_task("starting", total=None)
            self._live.start()
        return self

    def __exit__(self, *exception: object) -> None:
        if self._live is not None:
            self._live.stop()

    def running(self, what: str) -> None:
        """Shows the step that begins."""
        if self._live is not None:
            self._live.update(self._live.task_ids[0], description=one_line(what))
        self._line("  … " + what, "dim")

    def failed(self, failure: Failure) -> None:
        """Shows the failure that is to be healed."""
        self._line(f"fails: {failure.headline}", "red")
        if failure.failing_tests:
            more = len(failure.failing_tests) - MAX_NAMED
            named = ", ".join(failure.failing_tests[:MAX_NAMED])
            self._line(f"    in {named}" + (f" and {more} more" if more > 0 else ""), "")

    def attempted(self, attempt: Attempt, diff: str) -> None:
        """Shows how an attempt went; when it is recorded again, only what became of it."""
        words = OUTCOME_WORDS[attempt.outcome]
        if attempt.outcome in _TOLD_WITH_RESULT:
            words += f" ({attempt.headline_after})"
        if attempt.number not in self._shown:
            self._shown.add(attempt.number)
            self._line(f"    {attempt.rationale or 'no explanation was given'}", "")
        self._line(f"    -> {words}", OUTCOME_STYLES.get(attempt.outcome, "dim"))

    def _line(self, text: str, style: str) -> None:
        if not self._quiet:
            with reader_may_leave(sys.stderr):  # the heal goes on
                self._console.print(one_line(text), style=style)
