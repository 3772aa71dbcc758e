"""A candidate patch, and the attempt that it becomes once it is known how it went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from healbot.core.errors import Refused
from healbot.core.evidence import Trial
from healbot.core.failure import Failure
from healbot.core.patch import Patch, Unusable, hunks_between
from healbot.core.progress import is_same_assertion, made_progress
from healbot.core.session import Attempt, Check, Outcome
from healbot.core.source import SourceFile
from healbot.core.trailers import clean, clean_line

if TYPE_CHECKING:
    from healbot.core.tampering import Finding

Files = Mapping[str, SourceFile]


@dataclass(frozen=True)
class Candidate:
    """An untried patch for the tree of one attempt."""

    number: int
    """The number of the attempt that it becomes."""
    start: int
    """The attempt whose tree it was made for; 0 is the base."""
    patch: Patch
    before: Files
    """The files that it changes, as they are at `start`."""
    changed: Files
    """The same files with the patch; none when it cannot be applied."""
    identity: str = ""
    """See `healbot.core.patch.patch_id`."""

    def inapplicable(self, error: Refused) -> Attempt:
        """Returns the attempt of a patch that does not fit the sources."""
        return self._attempt(Outcome.INAPPLICABLE, error.message)

    def duplicate(self, earlier: Attempt) -> Attempt:
        """Returns the attempt of a patch that makes the same change as an `earlier` one."""
        return self._attempt(Outcome.DUPLICATE, f"not run: {_made_before(earlier)}")

    def tampering(self, finding: Finding) -> Attempt:
        """Returns the attempt of a patch that was not run because of `finding`."""
        where = f"{finding.path}:{finding.line}" if finding.line else finding.path
        reason = clean_line(f"{where}: {finding.reason} [{finding.rule}]")
        check = Check("tampering", "fail", reason)
        return self._attempt(Outcome.TAMPERING, f"not run: {reason}", checks=(check,))

    def judged(self, trial: Trial, earlier: Failure) -> Attempt:
        """Returns the attempt of a patch that ran; `earlier` is the failure at `start`."""
        failure = trial.failure
        seconds = round(trial.execution.seconds, 3)
        if failure is None:
            return self._attempt(
                Outcome.PLAUSIBLE, "passes the checks", progress=True, seconds=seconds
            )
        progress = made_progress(earlier, failure, self.before, self.changed)
        if progress:
            outcome = Outcome.NEW_FAILURE
        elif earlier.is_same_as(failure) or is_same_assertion(
            earlier, failure, self.before, self.changed
        ):
            outcome = Outcome.SAME_FAILURE
        else:
            outcome = Outcome.REGRESSION
        return self._attempt(
            outcome,
            failure.headline,
            progress=progress,
            seconds=seconds,
            fingerprint=failure.fingerprint,
            traceback=failure.traceback,
        )

    def _attempt(
        self,
        outcome: Outcome,
        result: str,
        *,
        progress: bool = False,
        seconds: float = 0.0,
        fingerprint: str = "",
        traceback: str = "",
        checks: tuple[Check, ...] = (),
    ) -> Attempt:
        return Attempt(
            number=self.number,
            generator=self.patch.generator,
            outcome=outcome,
            start=self.start,
            patch_id=self.identity,
            progress=progress,
            fingerprint_after=fingerprint,
            rationale=clean_line(self.patch.rationale),
            headline_after=clean_line(result),
            traceback_after=clean(traceback),
            changed=what_changed(self.before, self.changed),
            seconds=seconds,
            checks=checks,
            bill=self.patch.bill,
        )


def again(attempt: Attempt, earlier: Attempt) -> Attempt:
    """Returns an attempt that, without what it did not need, is an `earlier` one again."""
    reason = f"without what it does not need, {_made_before(earlier)}"
    return replace(attempt, outcome=Outcome.DUPLICATE, headline_after=reason)


def _made_before(earlier: Attempt) -> str:
    return f"attempt {earlier.number} made the same change ({earlier.outcome})"


def unusable_attempt(number: int, start: int, answer: Unusable) -> Attempt:
    """Returns the attempt of an answer that holds no patch; its tree is that of `start`."""
    patch = Patch((), answer.rationale, answer.generator, answer.bill)
    return Candidate(number, start, patch, {}, {}).inapplicable(Refused(answer.reason))


def what_changed(before: Files, after: Files) -> str:
    """Returns what changed for a table: ``report.py:12 +1 -1``."""
    parts = []
    for path in sorted(after):
        hunks = hunks_between({path: before[path]}, {path: after[path]})
        added = sum(len(hunk.new_lines) for hunk in hunks)
        removed = sum(hunk.old_end - hunk.old_start for hunk in hunks)
        lines = ",".join(str(hunk.old_start + 1) for hunk in hunks[:4])
        more = ",…" if len(hunks) > 4 else ""
        parts.append(f"{path}:{lines}{more} +{added} -{removed}")
    return clean_line(" ".join(parts)) or "nothing"
