"""``tests-ran``: the tests that were to pass ran, and none of them was skipped."""

from __future__ import annotations

from collections.abc import Sequence

from healbot.core.cases import CaseOutcome, CaseResult, SuiteReport
from healbot.core.verdict import Judgement, Verdict
from healbot.ports import Observation


class TestsRan:
    """Judges whether a run of tests ran any."""

    __test__ = False
    id = "tests-ran"
    description = "The failing tests ran and passed; none was skipped, deselected or left out."

    def __init__(self, selection: Sequence[str] = ()) -> None:
        """`selection` are ids of cases, files or folders; empty for the whole suite."""
        self._selection = tuple(selection)

    def judge(self, observation: Observation) -> Verdict:
        """Fails when a selected case did not run to its end, or nothing ran at all."""
        report = observation.execution.tests
        if report is None:
            return Verdict(self.id, Judgement.FAIL, "the test run left no report")
        ran = [case for case in report.cases if _ran(case)]
        for wanted in self._selection:
            found = [case for case in report.cases if _belongs(case.id, wanted)]
            if not found:
                return Verdict(self.id, Judgement.FAIL, f"{wanted} did not run")
            if all(not _ran(case) for case in found):
                how = found[0].outcome.value
                detail = f"{found[0].id} was {how}: {found[0].message or 'no reason given'}"
                return Verdict(self.id, Judgement.FAIL, detail)
        if not ran:
            return Verdict(self.id, Judgement.FAIL, _nothing(report))
        passed = sum(not case.outcome.is_bad for case in ran)
        return Verdict(self.id, Judgement.PASS, f"{passed} test{'s' * (passed != 1)} passed")


def _ran(case: CaseResult) -> bool:
    return case.outcome not in (CaseOutcome.SKIPPED, CaseOutcome.XFAILED)


def _belongs(identifier: str, wanted: str) -> bool:
    """Whether a case is `wanted` or lies in it (a file, folder, class or parametrised test)."""
    if identifier == wanted:
        return True
    return any(identifier.startswith(wanted.rstrip("/") + end) for end in ("::", "/", "[", "."))


def _nothing(report: SuiteReport) -> str:
    if report.cases:
        return f"all {len(report.cases)} tests were skipped"
    return "no test ran"
