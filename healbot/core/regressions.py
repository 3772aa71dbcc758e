"""Which test cases got worse between two runs of a suite."""

from __future__ import annotations

from dataclasses import dataclass

from healbot.core.cases import CaseOutcome, SuiteReport

GOOD = (CaseOutcome.PASSED, CaseOutcome.XFAILED, CaseOutcome.XPASSED)
_AS_GOOD_AS = {
    # A test that passed has no mark to expect a failure: it gave up by itself.
    CaseOutcome.PASSED: (CaseOutcome.PASSED, CaseOutcome.XPASSED),
    CaseOutcome.XFAILED: GOOD,
    CaseOutcome.XPASSED: GOOD,
}


@dataclass(frozen=True)
class Regression:
    """A test case that was good before and is not now."""

    id: str
    """As in `healbot.core.cases.CaseResult`."""
    told: str
    """One sentence."""
    ran: bool
    """Whether it runs now; one that does not may be missing because another broke the run off."""


def regressions(before: SuiteReport, after: SuiteReport) -> tuple[Regression, ...]:
    """Returns each test case that is worse in `after`, those that were good in `before` first.

    A case that did not run before and fails now is one of them.
    """
    now = {case.id: case for case in after.cases}
    now.update({case.id: case for case in after.failing})
    found = []
    for case in before.cases:
        was = before.case(case.id)
        if was is None or was.outcome not in _AS_GOOD_AS:
            continue
        new = now.get(case.id)
        if new is None:
            told = f"{case.id} {was.outcome.value} before and does not run now"
            found.append(Regression(case.id, told, ran=False))
        elif new.outcome not in _AS_GOOD_AS[was.outcome]:
            change = f"{was.outcome.value} before and is {new.outcome.value} now"
            found.append(Regression(case.id, f"{case.id} {change}: {new.message}", ran=True))
    known = {case.id for case in before.cases}
    for case in after.failing:
        if case.id not in known and not was_uncollected(case.id, before):
            told = f"{case.id} did not run before and fails now: {case.message}"
            found.append(Regression(case.id, told, ran=True))
    return tuple(dict.fromkeys(found))


def was_uncollected(identifier: str, before: SuiteReport) -> bool:
    """Whether a case lies in a module that could not even be collected before."""
    return any(
        identifier.startswith(case.id + end) for case in before.failing for end in ("::", ".")
    )
