"""``collected-tests``: every test that was collected without the patch is collected with it."""

from __future__ import annotations

from healbot.core.cases import SuiteReport
from healbot.core.evidence import GateCase
from healbot.core.verdict import Judgement, Verdict


class CollectedTests:
    """Compares the sets of test ids: a deselected or vanished test shows nowhere else."""

    id = "collected-tests"
    description = "Every test that was collected before is collected now."

    def judge(self, case: GateCase) -> Verdict | None:
        """Fails when an id is gone; does not apply to scripts and commands without a report."""
        pairs = [(case.at_base.execution.tests if case.at_base else None, case.report)]
        if case.suite is not None:
            pairs.append((case.suite.before, case.suite.after))
        known = 0
        for old, new in pairs:
            if old is None:
                continue
            if new is None:
                return Verdict(self.id, Judgement.FAIL, "the run with the patch left no report")
            gone = missing_tests(old, new)
            if gone:
                more = f" and {len(gone) - 1} more" if len(gone) > 1 else ""
                return Verdict(self.id, Judgement.FAIL, f"{gone[0]}{more} is not collected now")
            known = max(known, len(new.collected))
        if not case.is_test_run:
            return None
        return Verdict(self.id, Judgement.PASS, f"all of {known} tests are collected as before")


def missing_tests(before: SuiteReport, after: SuiteReport) -> list[str]:
    """Returns the ids that were collected before and are not now, in order."""
    now = set(after.collected)
    return [identifier for identifier in before.collected if identifier not in now]
