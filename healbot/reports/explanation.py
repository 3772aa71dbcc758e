"""The whole story of a heal in sentences; nothing is asked of a model for it."""

from __future__ import annotations

from collections.abc import Iterator

from healbot.core.session import Attempt, Outcome
from healbot.reports.bill import bill_words
from healbot.reports.errors import one_line
from healbot.reports.hints import hint_lines
from healbot.reports.summary import FailureView, Summary

_ENDINGS = {
    Outcome.PLAUSIBLE: "The run passed; it was not proven yet.",
    Outcome.VALIDATED: "The run passed, and so did every check.",
    Outcome.SAME_FAILURE: "The run failed as before.",
    Outcome.NEW_FAILURE: "The run came further and failed later",
    Outcome.REGRESSION: "The run failed earlier or worse",
    Outcome.TAMPERING: "It was not run, because it does what a fix may not do",
    Outcome.INAPPLICABLE: "There was nothing to run",
    Outcome.DUPLICATE: "It was not run again",
    Outcome.INCONCLUSIVE: "The run passed, but not every check did.",
}
_LAST_LINES = 8
"""Lines of a traceback that are quoted."""


def explanation(summary: Summary) -> Iterator[str]:
    """Yields the lines of the story: what failed, what was thought and tried, what is known."""
    if summary.failure is None:
        yield f"{one_line(summary.label)} runs without a failure; there is nothing to explain."
        return
    yield from _failure("What failed", summary.failure)
    yield from _hints(summary, 0)
    for made, attempt in enumerate(summary.attempts, 1):
        yield ""
        yield from _attempt(attempt, summary)
        yield from _hints(summary, made)
    yield ""
    yield from _ending(summary)


def _failure(title: str, failure: FailureView) -> Iterator[str]:
    yield f"{title}: {one_line(failure.headline)}"
    if failure.tests:
        yield f"  shown by {', '.join(map(one_line, failure.tests[:5]))}"
    for line in failure.traceback.splitlines()[-_LAST_LINES:]:
        yield f"  | {one_line(line)}"


def _attempt(attempt: Attempt, summary: Summary) -> Iterator[str]:
    where = f" from attempt {attempt.start}" if attempt.start else ""
    yield f"Attempt {attempt.number} by {one_line(attempt.generator)}{where}"
    yield f"  Thought: {one_line(attempt.rationale) or 'no explanation was given'}"
    yield f"  Changed: {one_line(attempt.changed)}"
    sentence = _ENDINGS[attempt.outcome]
    if not sentence.endswith("."):
        sentence += f": {one_line(attempt.headline_after)}"
    yield f"  Then: {sentence}"
    for check in attempt.checks:
        if check.judgement != "pass":
            yield f"  Not shown: {check.oracle}: {one_line(check.detail)}"
    if attempt.bill:
        yield f"  Cost: {one_line(bill_words(attempt.bill))}"


def _hints(summary: Summary, made: int) -> Iterator[str]:
    """Yields what reviewers said after so many attempts, and what that led to."""
    hints = [hint for hint in summary.hints if hint.after == made]
    if hints:
        yield ""
    yield from hint_lines(hints, "")
    if hints and made in summary.set_aside:
        yield f"Attempt {made} was set aside; another fix was looked for."


def _ending(summary: Summary) -> Iterator[str]:
    if summary.ending == "healed":
        yield "Why the fix is believed:"
        for check in summary.checks:
            yield f"  {check.oracle}: {one_line(check.detail)}"
        return
    yield f"Why it was given up: {one_line(summary.reason)}"
    if summary.remaining is not None and summary.remaining != summary.failure:
        yield from _failure("What is left", summary.remaining)
