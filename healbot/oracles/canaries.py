"""``canaries``: in the patched tree a test that must fail fails and one that must pass passes.

Production code that patches the test runner makes every test pass: only a test that has to fail
shows it.
"""

from __future__ import annotations

from healbot.core.cases import CaseOutcome
from healbot.core.evidence import GateCase
from healbot.core.verdict import Judgement, Verdict


class CanaryTests:
    """Judges the run with healbot's own two tests beside the project's."""

    id = "canaries"
    description = "Beside the patched code, a test that must fail fails, one that must pass passes."

    def judge(self, case: GateCase) -> Verdict | None:
        """Fails when the failing canary passes; does not apply without a test runner."""
        run = case.canaries
        if run is None:
            return None
        report = run.execution.tests
        if report is None:
            return Verdict(self.id, Judgement.FAIL, "the run with the canaries left no report")
        if not report.complete or report.disagreement:
            detail = report.disagreement or "the run with the canaries broke off"
            return Verdict(self.id, Judgement.FAIL, detail)
        good, bad = report.case(run.must_pass), report.case(run.must_fail)
        if good is None or bad is None:
            return Verdict(self.id, Judgement.FAIL, "the canaries did not run")
        if bad.outcome is not CaseOutcome.FAILED or run.execution.exited_zero:
            detail = "a test that must fail passed: the test runner has been tampered with"
            return Verdict(self.id, Judgement.FAIL, detail)
        if good.outcome is not CaseOutcome.PASSED:
            detail = f"a test that must pass did not: {good.message}"
            return Verdict(self.id, Judgement.FAIL, detail)
        return Verdict(
            self.id, Judgement.PASS, "one test must fail and does, one must pass and does"
        )
