"""Whether several fixes are good together."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest

from healbot.core.cases import CaseOutcome, CaseResult, SuiteReport
from healbot.core.errors import Refused
from healbot.core.execution import Execution
from healbot.core.failure_groups import FailureGroup
from healbot.core.source import SourceFile
from healbot.failing_tests import _judged_together, _not_applied
from healbot.ports import SandboxTree
from healbot.reports.summary import Summary

ONE = FailureGroup("1" * 40, "KeyError: 'a'", ("t.py::test_one",))
TWO = FailureGroup("2" * 40, "KeyError: 'b'", ("t.py::test_two[1]", "t.py::test_two[2]"))
CONFTEST = FailureGroup("3" * 40, "SyntaxError: x", ("sub/conftest.py",))


def run(*, complete: bool = True, exit_code: int = 0, **outcomes: CaseOutcome) -> Execution:
    cases = tuple(
        CaseResult(f"t.py::test_{name.replace('_1', '[1]').replace('_2', '[2]')}", outcome)
        for name, outcome in outcomes.items()
    )
    report = SuiteReport(cases, tuple(case.id for case in cases), complete)
    return Execution(exit_code, None, None, "", "", 0.1, tests=report)


PASSED = CaseOutcome.PASSED


class Nowhere:
    """A sandbox in which nothing runs."""

    backend = "overlay"
    limitations = ()

    def fresh_tree(self, changes: Mapping[str, SourceFile]) -> AbstractContextManager[SandboxTree]:
        raise AssertionError("nothing is to run")

    def stop(self) -> None:
        """Nothing runs."""


@pytest.mark.parametrize(
    ("done", "judgement", "detail"),
    [
        (run(one=PASSED, two_1=PASSED, two_2=PASSED), "pass", "all 2 fixes pass together"),
        (run(one=PASSED, two_1=PASSED, two_2=CaseOutcome.SKIPPED), "fail", "does not run"),
        (run(one=PASSED), "fail", "t.py::test_two[1] does not run"),
        (run(), "fail", "t.py::test_one does not run"),
        (run(one=PASSED, two_1=PASSED, two_2=PASSED, complete=False), "fail", "broke off"),
        (run(one=PASSED, two_1=PASSED, two_2=PASSED, exit_code=3), "fail", "the run fails"),
        (
            run(one=CaseOutcome.FAILED, two_1=PASSED, two_2=PASSED, exit_code=1),
            "fail",
            "t.py::test_one fails",
        ),
        (Execution(0, None, None, "", "", 0.1), "fail", "the run broke off"),
    ],
)
def test_fixes_are_good_together_when_every_test_ran_and_passed(
    done: Execution, judgement: str, detail: str
) -> None:
    check = _judged_together(done, [ONE, TWO], 2)
    assert check.judgement == judgement
    assert detail in check.detail


def test_a_conftest_holds_no_test_that_could_run() -> None:
    assert _judged_together(run(one=PASSED), [ONE, CONFTEST], 2).judgement == "pass"


def test_a_refused_apply_keeps_what_was_found_out() -> None:
    refused = Refused("cart.py has changed.", hint="Commit it.")
    healed = Summary.of_error("t.py::test_one", refused, Nowhere())
    kept = _not_applied(replace(healed, ending="healed", exit_code=0, advice=()), refused)
    assert kept.exit_code == 5
    assert kept.advice == ("Not written to your files: cart.py has changed.",)
    assert _not_applied(healed, refused) is healed
