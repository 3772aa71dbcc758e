"""``suite`` when a broken conftest kept every test from running without the patch."""

from __future__ import annotations

import pytest

from healbot.core.cases import CaseOutcome, CaseResult, SuiteReport
from healbot.core.evidence import GateCase, SuiteComparison, Trial
from healbot.core.execution import Execution
from healbot.core.failure import Failure, FailureKind
from healbot.core.verdict import Judgement
from healbot.oracles.suite import Suite

CONFTEST = CaseResult("tests/conftest.py", CaseOutcome.ERROR)
GOOD = CaseResult("tests/test_a.py::test_a", CaseOutcome.PASSED)
BAD = CaseResult("tests/test_a.py::test_b", CaseOutcome.FAILED)
NOT_STARTED = SuiteReport((CONFTEST,), (), complete=False)


def report(*cases: CaseResult, complete: bool = True) -> SuiteReport:
    return SuiteReport(cases, tuple(case.id for case in cases), complete)


@pytest.mark.parametrize(
    ("before", "after", "judgement"),
    [
        (NOT_STARTED, report(GOOD), Judgement.PASS),
        (NOT_STARTED, report(GOOD, BAD), Judgement.INCONCLUSIVE),
        (NOT_STARTED, report(GOOD, complete=False), Judgement.FAIL),
        (NOT_STARTED, None, Judgement.FAIL),
        # It broke off in the middle, or for a reason that nobody knows.
        (report(GOOD, BAD, complete=False), report(GOOD), Judgement.INCONCLUSIVE),
        (SuiteReport((), (), complete=False), report(GOOD), Judgement.INCONCLUSIVE),
    ],
)
def test_what_did_not_run_before_must_be_well_now(
    before: SuiteReport, after: SuiteReport | None, judgement: Judgement
) -> None:
    failure = Failure(FailureKind.EXCEPTION, (), (), "", "", "")
    trial = Trial(Execution(0, None, None, "", "", 0.1), (), None)
    comparison = SuiteComparison("the whole suite", before, after)
    case = GateCase(failure, {}, {}, (trial,), (), None, True, suite=comparison)
    verdict = Suite().judge(case)
    assert verdict is not None
    assert verdict.judgement is judgement, verdict.detail
