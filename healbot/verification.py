"""The gate: what must hold before a plausible patch is called validated."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from healbot.core.cases import SuiteReport
from healbot.core.evidence import CanaryRun, GateCase, SuiteComparison, Trial
from healbot.core.execution import Execution
from healbot.core.failure import Failure
from healbot.core.session import Check
from healbot.core.source import SourceFile
from healbot.core.verdict import Judgement, Verdict
from healbot.minimising import Minimal, Minimiser
from healbot.ports import Canaries, GateOracle, Guard, SuiteRunner
from healbot.suite_runs import SuitePlan, SuiteRuns
from healbot.trial import Job, Trials

Files = Mapping[str, SourceFile]

_VARYING = re.compile(
    r"\b(random|secrets|uuid|time|datetime|threading|asyncio|socket|multiprocessing|shuffle)\b"
)
NONE_TRIED = Minimal({}, "none was tried")
EXTRA_RUNS = 2
"""More runs of each kind for code that uses chance, clocks or concurrency."""
QUICK = 2.0
"""Test runs of up to so many seconds are repeated as often as a script's."""


@dataclass(frozen=True)
class Proof:
    """The verdicts on a plausible patch."""

    checks: tuple[Check, ...]
    trial: Trial
    """The run in a fresh tree."""

    @property
    def holds(self) -> bool:
        """Whether every check is a pass."""
        return all(check.judgement == Judgement.PASS for check in self.checks)


@dataclass(frozen=True)
class GateParts:
    """What a gate judges with."""

    oracles: Sequence[GateOracle]
    base_unchanged: Callable[[], bool]
    """Whether the user's files are still those the session began with."""
    guard: Guard
    test_runner: SuiteRunner | None = None
    """Runs the selected tests; ``None`` for scripts and plain commands."""
    suite: SuitePlan | None = None
    repeat: int = 1
    """The least number of runs in fresh trees."""


class Gate:
    """Proves patches; knows how the failure looked before any patch."""

    def __init__(self, trials: Trials, failure: Failure, at_base: Trial, parts: GateParts) -> None:
        """`at_base` is the run that showed `failure`."""
        self._trials = trials
        self._failure = failure
        self._at_base = at_base
        self._parts = parts
        self._suite = SuiteRuns(trials, parts.suite) if parts.suite else None
        self._minimiser = Minimiser(trials, self._suite)
        self._minimal: Minimal | None = None

    def minimise(self, base: Files, patched: Files, earlier: Trial | None) -> dict[str, SourceFile]:
        """Returns the part of the change that is needed, as `Minimiser.minimise` finds it."""
        self._minimal = self._minimiser.minimise(base, patched, earlier)
        return dict(self._minimal.files)

    def prove(self, base: Files, patched: Files, earlier: Trial | None) -> Proof:
        """Runs the patch in fresh trees and the base without it, and asks every oracle.

        `earlier` is the run that made the patch plausible, to compare with.
        """
        with_patch, without_patch = self._runs(patched, earlier)
        minimal = self._minimal if self._minimal and self._minimal.files == patched else NONE_TRIED
        case = GateCase(
            failure=self._failure,
            base=base,
            patched=patched,
            with_patch=tuple(with_patch),
            without_patch=tuple(without_patch),
            earlier=earlier,
            base_unchanged=self._parts.base_unchanged(),
            kept_because=minimal.kept_because,
            needed_by=minimal.needed_by,
            findings=self._parts.guard.examine(base, patched),
            at_base=self._at_base,
        )
        if all(trial.failure is None for trial in with_patch):
            case = self._with_suite_and_canaries(case)
        verdicts: list[Verdict] = []
        for oracle in self._parts.oracles:
            verdict = oracle.judge(case)
            if verdict is not None:
                verdicts.append(verdict)
            if oracle.id == "fresh-tree":  # what was judged on the run itself
                verdicts += _worst(with_patch).verdicts
        return Proof(tuple(map(self._as_check, verdicts)), _worst(with_patch))

    def _as_check(self, verdict: Verdict) -> Check:
        """Returns what the ledger keeps; a detail may quote a test's message or an output."""
        return Check(verdict.oracle, verdict.judgement.value, self._trials.redact(verdict.detail))

    def _runs(self, patched: Files, earlier: Trial | None) -> tuple[list[Trial], list[Trial]]:
        """Returns the repeated runs with and without the patch."""
        varying = any(_VARYING.search(file.text) for file in patched.values())
        if self._parts.test_runner is not None:
            varying = varying and self._at_base.execution.seconds <= QUICK
        repeats = 1 + (EXTRA_RUNS if varying else 0)
        states: list[Files] = [patched, {}] * repeats
        extra = self._parts.repeat - repeats - (earlier is not None)
        if earlier is None:
            states.append(patched)  # a single pass could be chance
        trials = self._trials.run_all([*states, *[patched] * max(extra, 0)])
        paired, further = trials[: 2 * repeats], trials[2 * repeats :]
        return [*paired[::2], *further], paired[1::2]

    def _with_suite_and_canaries(self, case: GateCase) -> GateCase:
        if self._parts.test_runner is None:
            return case
        canaries = self._parts.test_runner.canaries()
        jobs = [Job(canaries.runner, {**case.patched, **canaries.files})]
        if self._suite is not None:
            jobs += self._suite.jobs(case.patched)
        beside, *suite = self._trials.map(self._trials.execute, jobs)
        case = replace(case, canaries=_canary_run(canaries, beside))
        if self._suite is None:
            return case
        compared = self._suite.compare(case.patched, suite)
        if isinstance(compared, str):
            return replace(case, suite_missing=compared)
        if compared is None:
            compared = SuiteComparison(self._suite.alone, _reported(case), case.report)
        return replace(case, suite=compared)


def _reported(case: GateCase) -> SuiteReport | None:
    return case.at_base.execution.tests if case.at_base else None


def _canary_run(canaries: Canaries, execution: Execution) -> CanaryRun:
    return CanaryRun(execution, canaries.must_pass, canaries.must_fail)


def _worst(trials: list[Trial]) -> Trial:
    return next((trial for trial in trials if trial.failure is not None), trials[0])
