"""``suite``: no test of the whole suite goes from pass to anything else."""

from __future__ import annotations

from healbot.core.cases import CaseOutcome, SuiteReport
from healbot.core.evidence import GateCase
from healbot.core.verdict import Judgement, Verdict

_GOOD = (CaseOutcome.PASSED, CaseOutcome.XFAILED, CaseOutcome.XPASSED)
_AS_GOOD_AS = {
    # A test that passed has no mark to expect a failure: it gave up by itself.
    CaseOutcome.PASSED: (CaseOutcome.PASSED, CaseOutcome.XPASSED),
    CaseOutcome.XFAILED: _GOOD,
    CaseOutcome.XPASSED: _GOOD,
}


class Suite:
    """Compares the suite with the patch to the baseline without it."""

    id = "suite"
    description = "No test goes from pass to fail or skip, compared with a run without the patch."

    def judge(self, case: GateCase) -> Verdict | None:
        """Fails with the first test that got worse; does not apply when no suite was to be run."""
        if case.suite_missing:
            return Verdict(self.id, Judgement.INCONCLUSIVE, case.suite_missing)
        if case.suite is None:
            return None
        before, after = case.suite.before, case.suite.after
        if before is not None and _could_not_start(before):
            return self._judge_alone(case.suite.scope, after)
        if before is None or not before.complete:
            how = "broke off" if before else "left no report"
            detail = f"{case.suite.scope} {how} without the patch"
            return Verdict(self.id, Judgement.INCONCLUSIVE, detail)
        if after is None or not after.complete or after.disagreement:
            detail = after.disagreement if after and after.disagreement else "broke off"
            return Verdict(self.id, Judgement.FAIL, f"{case.suite.scope} with the patch: {detail}")
        worse = got_worse(before, after)
        if worse:
            more = f", and {len(worse) - 1} more" if len(worse) > 1 else ""
            return Verdict(self.id, Judgement.FAIL, worse[0] + more)
        good = sum(item.outcome in _GOOD for item in after.cases)
        healed = sum(_was_bad(item.id, before) for item in after.cases if item.outcome in _GOOD)
        left = len({item.id for item in after.failing})
        told = f"{case.suite.scope}: {good} pass, {healed} healed, none worse"
        if left:
            told += f", {left} fail{'s' * (left == 1)} as before"
        return Verdict(self.id, Judgement.PASS, told)

    def _judge_alone(self, scope: str, after: SuiteReport | None) -> Verdict:
        """Judges a suite that a broken conftest kept from starting: all must be well with it."""
        start = f"{scope} could not start without the patch"
        if after is None or not after.complete or after.disagreement:
            return Verdict(self.id, Judgement.FAIL, f"{start} and is not run to its end with it")
        if after.failing:
            first = after.failing[0].id
            return Verdict(self.id, Judgement.INCONCLUSIVE, f"{start}, and with it {first} fails")
        good = sum(item.outcome in _GOOD for item in after.cases)
        return Verdict(self.id, Judgement.PASS, f"{start}; with it {good} pass, none fails")


def _could_not_start(before: SuiteReport) -> bool:
    """Whether no test was even collected, for a reason that the report names."""
    return not before.complete and not before.collected and bool(before.failing)


def got_worse(before: SuiteReport, after: SuiteReport) -> list[str]:
    """Returns a sentence for each test that was good before and is not now."""
    now = {case.id: case for case in after.cases}
    now.update({case.id: case for case in after.failing})
    found = []
    for case in before.cases:
        was = before.case(case.id)
        if was is None or was.outcome not in _AS_GOOD_AS:
            continue
        new = now.get(case.id)
        if new is None:
            found.append(f"{case.id} {was.outcome.value} before and does not run now")
        elif new.outcome not in _AS_GOOD_AS[was.outcome]:
            change = f"{was.outcome.value} before and is {new.outcome.value} now"
            found.append(f"{case.id} {change}: {new.message}")
    known = {case.id for case in before.cases}
    found += [
        f"{case.id} did not run before and fails now: {case.message}"
        for case in after.failing
        if case.id not in known and not _was_uncollected(case.id, before)
    ]
    return list(dict.fromkeys(found))


def _was_bad(identifier: str, before: SuiteReport) -> bool:
    """Whether a case failed before, or was not even collected."""
    was = before.case(identifier)
    return was.outcome.is_bad if was is not None else _was_uncollected(identifier, before)


def _was_uncollected(identifier: str, before: SuiteReport) -> bool:
    """Whether the case lies in a module that could not even be collected before."""
    return any(
        identifier.startswith(case.id + end) for case in before.failing for end in ("::", ".")
    )
