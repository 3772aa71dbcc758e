"""From an examined session to what a reviewer reads: the writer that publishing is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from healbot.core.patch import unified_diff
from healbot.core.publication import PublishOptions
from healbot.core.source import SourceFile
from healbot.ledger.checked_session import CheckedSession
from healbot.publishing import Page
from healbot.reports.pull_request import Ending, Story, pull_request_text

if TYPE_CHECKING:
    from healbot.core.tampering import Finding

Files = Mapping[str, SourceFile]


class PageWriter:
    """Writes the pages of pull requests; keeps what did not fit into them."""

    def __init__(self) -> None:
        self.overflows: dict[str, str] = {}
        """By branch, Markdown for a place with more room; branches that show all are absent."""

    def __call__(
        self,
        checked: CheckedSession,
        branch: str,
        findings: Sequence[Finding],
        options: PublishOptions,
    ) -> Page:
        """Returns title and body for the session as it is on `branch` of the code host."""
        story = story_of(checked, branch, findings, options)
        text = pull_request_text(story)
        if text.overflow:
            self.overflows[branch] = text.overflow
        return Page(text.title, text.body, is_flagged=story.ending is Ending.FLAGGED)


def story_of(
    checked: CheckedSession, branch: str, findings: Sequence[Finding], options: PublishOptions
) -> Story:
    """Returns what a pull request tells, all of it derived from the session's commits."""
    numbers = {attempt.number: attempt.start for attempt in checked.session.attempts}
    return Story(
        branch=branch,
        base_branch=options.base_branch,
        session=checked.session,
        diff=_diff(checked, {}, _after(checked, None)),
        attempt_diffs={
            number: _diff(checked, _after(checked, start), _after(checked, number))
            for number, start in numbers.items()
        },
        commits={} if checked.only_squashed else checked.commits,
        findings=tuple(findings),
        run_url=options.run_url,
        report_url=options.report_url,
        starts_ci=options.starts_ci,
        sandbox=options.sandbox,
        repository_url=options.repository_url,
        is_squashed=options.squash or bool(checked.only_squashed),
    )


def _after(checked: CheckedSession, number: int | None) -> Files:
    """Returns the files that an attempt, or the branch as it is, has other than the base."""
    changes = checked.changes if number is None else checked.attempt_changes.get(number, {})
    return {path: change.after for path, change in changes.items()}


def _diff(checked: CheckedSession, old: Files, new: Files) -> str:
    """Returns the unified diff between two states; what neither names is as in the base."""
    base = {
        path: change.before
        for changes in (checked.changes, *checked.attempt_changes.values())
        for path, change in changes.items()
        if path in old or path in new
    }
    return unified_diff({**base, **old}, {**base, **new})
