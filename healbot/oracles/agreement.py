"""``agreement``: exit status, JUnit XML and healbot's own record of a test run say the same.

`os._exit(0)` in a test makes pytest report success to whoever looks at the exit status only.
"""

from __future__ import annotations

from healbot.core.verdict import Judgement, Verdict
from healbot.ports import Observation


class Agreement:
    """Judges whether the report of a test run can be believed."""

    id = "agreement"
    description = "Exit status, JUnit XML and healbot's own record of the run agree."

    def __init__(self, *, required: bool = True) -> None:
        """`required` says whether there must be a report: not every command runs tests."""
        self._required = required

    def judge(self, observation: Observation) -> Verdict:
        """Fails when there is no report, it breaks off, or two records differ."""
        report, execution = observation.execution.tests, observation.execution
        if report is None and not self._required:
            return Verdict(self.id, Judgement.PASS, "the command reports no tests")
        if report is None:
            return Verdict(self.id, Judgement.FAIL, "the test run left no report: it broke off")
        if not report.complete:
            return Verdict(self.id, Judgement.FAIL, "the test run broke off before its end")
        if report.disagreement:
            return Verdict(self.id, Judgement.FAIL, report.disagreement)
        if execution.exited_zero and report.failing:
            detail = f"exit status 0, but {report.failing[0].id} failed"
            return Verdict(self.id, Judgement.FAIL, detail)
        return Verdict(self.id, Judgement.PASS, "exit status and reports say the same")
