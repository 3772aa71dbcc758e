"""``suite``: no test of the whole suite goes from pass to anything else."""

from __future__ import annotations

from healbot.core.cases import SuiteReport
from healbot.core.evidence import GateCase
from healbot.core.regressions import GOOD, regressions, was_uncollected
from healbot.core.verdict import Judgement, Verdict


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
        worse = regressions(before, after)
        if worse:
            more = f", and {len(worse) - 1} more" if len(worse) > 1 else ""
            return Verdict(self.id, Judgement.FAIL, worse[0].told + more)
        good = sum(item.outcome in GOOD for item in after.cases)
        healed = sum(_was_bad(item.id, before) for item in after.cases if item.outcome in GOOD)
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
        good = sum(item.outcome in GOOD for item in after.cases)
        return Verdict(self.id, Judgement.PASS, f"{start}; with it {good} pass, none fails")


def _could_not_start(before: SuiteReport) -> bool:
    """Whether no test was even collected, for a reason that the report names."""
    return not before.complete and not before.collected and bool(before.failing)


def _was_bad(identifier: str, before: SuiteReport) -> bool:
    """Whether a case failed before, or was not even collected."""
    was = before.case(identifier)
    return was.outcome.is_bad if was is not None else was_uncollected(identifier, before)
