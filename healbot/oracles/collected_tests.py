"""``collected-tests``: every test that was collected without the patch is collected with it."""

from __future__ import annotations

from healbot.core.cases import SuiteReport
from healbot.core.evidence import GateCase
from healbot.core.verdict import Judgement, Verdict


def _told(count: int) -> str:
    if count == 1:
        return "the one test is collected as before"
    return f"all of {count} tests are collected as before"


class CollectedTests:
    """Compares the sets of test ids: a deselected or vanished test shows nowhere else."""

    id = "collected-tests"
    description = "Every test that was collected before is collected now."

    def judge(self, case: GateCase) -> Verdict | None:
        """Fails when an id is gone, is inconclusive when nothing tells which there were.

        Does not apply to scripts and commands without a report.
        """
        base = case.at_base.execution.tests if case.at_base else None
        pairs = [(base, trial.execution.tests) for trial in case.with_patch]
        if case.suite is not None:
            pairs.append((case.suite.before, case.suite.after))
        known = None
        for old, new in pairs:
            if old is None:
                continue
            if new is None:
                return Verdict(self.id, Judgement.FAIL, "the run with the patch left no report")
            gone = missing_tests(old, new)
            if gone:
                more = f" and {len(gone) - 1} more" if len(gone) > 1 else ""
                return Verdict(self.id, Judgement.FAIL, f"{gone[0]}{more} is not collected now")
            known = max(known or 0, len(new.collected))
        if not case.is_test_run:
            return None
        if known is None:
            detail = "no run without the patch left a report to compare with"
            return Verdict(self.id, Judgement.INCONCLUSIVE, detail)
        return Verdict(self.id, Judgement.PASS, _told(known))


def missing_tests(before: SuiteReport, after: SuiteReport) -> list[str]:
    """Returns the ids that were collected before and are not now, in order."""
    now = set(after.collected)
    return [identifier for identifier in before.collected if identifier not in now]
