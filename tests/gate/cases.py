"""Evidence made by hand: reports, trials and cases that an oracle of the gate may meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from healbot.core.cases import CaseOutcome, CaseResult, SuiteReport
from healbot.core.evidence import CanaryRun, GateCase, SuiteComparison, Trial
from healbot.core.failure import Failure
from healbot.core.source import SourceFile
from tests.core.failures import execution, failure, frame, raised

WRONG = failure(raised("AssertionError: assert 4 == 3", frame("tests/test_cart.py:5", "test_a")))
OTHER = failure(raised("ImportError: no cart", frame("tests/test_cart.py:1")))
BASE = {"cart.py": SourceFile("cart.py", b"def total(items):\n    return 4\n")}
PATCHED = {"cart.py": SourceFile("cart.py", b"def total(items):\n    return sum(items)\n")}
TEST = "tests/test_cart.py::test_a"


def report(
    *outcomes: str, collected: Sequence[str] | None = None, prefix: str = "test_", **changes: Any
) -> SuiteReport:
    """Returns a report of cases ``tests/test_cart.py::test_a``, ``…b`` with these outcomes."""
    cases = tuple(
        CaseResult(f"tests/test_cart.py::{prefix}{letter}", CaseOutcome(outcome), message="why")
        for letter, outcome in zip("abcdefgh", outcomes, strict=False)
    )
    ids = tuple(case.id for case in cases) if collected is None else tuple(collected)
    return replace(SuiteReport(cases, ids, complete=True), **changes)


def trial(
    failed: Failure | None = None, tests: SuiteReport | None = None, stdout: str = ""
) -> Trial:
    """Returns one run; of a script unless there is a report."""
    code = 0 if failed is None else 1
    return Trial(execution(exit_code=code, stdout=stdout, tests=tests), (), failed)


def case(**changes: Any) -> GateCase:
    """Returns the case of a script whose patch is proven in every way, with `changes`."""
    proven = GateCase(
        failure=WRONG,
        base=BASE,
        patched=PATCHED,
        with_patch=(trial(),),
        without_patch=(trial(WRONG),),
        earlier=trial(),
        base_unchanged=True,
    )
    return replace(proven, **changes)


def suite_case(**changes: Any) -> GateCase:
    """Returns the case of a test whose patch is proven in every way, with `changes`."""
    before, after = report("failed", "passed"), report("passed", "passed")
    proven = case(
        with_patch=(trial(None, after),),
        without_patch=(trial(WRONG, before),),
        earlier=trial(None, after),
        at_base=trial(WRONG, before),
        suite=SuiteComparison("the whole suite", before, after),
        canaries=canaries("passed", "failed"),
    )
    return replace(proven, **changes)


def canaries(good: str, bad: str, exit_code: int = 1, **changes: Any) -> CanaryRun:
    """Returns the run of the canaries with these outcomes."""
    told = report(good, bad, prefix="canary_", **changes)
    ran = execution(exit_code=exit_code, tests=told)
    return CanaryRun(ran, "tests/test_cart.py::canary_a", "tests/test_cart.py::canary_b")
