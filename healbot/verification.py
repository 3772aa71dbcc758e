"""The gate: what must hold before a plausible patch is called validated."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from healbot.core.cases import SuiteReport
from healbot.core.evidence import CanaryRun, GateCase, SuiteComparison, Trial
from healbot.core.execution import Execution
from healbot.core.failure import Failure
from healbot.core.patch import Hunk, apply_hunks, hunks_between, minimise
from healbot.core.session import Check
from healbot.core.source import SourceFile, compiles
from healbot.core.verdict import Judgement, Verdict
from healbot.ports import Canaries, GateOracle, Guard, SuiteRunner
from healbot.trial import Job, Trials

Files = Mapping[str, SourceFile]

_VARYING = re.compile(
    r"\b(random|secrets|uuid|time|datetime|threading|asyncio|socket|multiprocessing|shuffle)\b"
)
_WORD = re.compile(r"\w+|\W")
MINIMISE_SECONDS = 60.0
"""After this long no further hunk is tried to be dropped."""
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
class SuitePlan:
    """How the whole suite is compared with and without a patch."""

    runner: SuiteRunner
    """Runs the whole suite."""
    timeout: float
    """Seconds for one run of it."""
    impacted: Callable[[Files], Sequence[str]]
    """Test files that depend on the changed files; asked for when the suite takes too long."""


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
        self._kept_because = ""
        self._minimal: Files | None = None
        self._suite_before: Execution | None = None

    def minimise(self, base: Files, patched: Files, earlier: Trial | None) -> dict[str, SourceFile]:
        """Returns the part of the change that does what the whole does, no hunk to spare.

        A smaller change must not only pass: a script must print the same. An exit status alone
        would let half a renaming go that silently prints something else. `earlier` is a run of the
        whole.
        """
        self._kept_because = ""
        self._minimal = self._needed(base, patched, earlier)
        return dict(self._minimal)

    def _needed(self, base: Files, patched: Files, earlier: Trial | None) -> Files:
        hunks = hunks_between(base, patched)
        if len(hunks) < 2:
            return patched
        whole = earlier or self._trials.run(patched)
        expected: Printed | None = None
        if whole.execution.tests is None:
            again = self._trials.run(patched)
            expected = printed_by(whole.execution.stdout, again.execution.stdout)
            if expected is None:
                self._kept_because = "the output varies too much to compare it"
                return patched
        deadline = time.monotonic() + MINIMISE_SECONDS

        def does_the_same(part: tuple[Hunk, ...]) -> bool:
            changed = apply_hunks(base, part)
            if not all(compiles(file.text) for file in changed.values()):
                return False  # half of a syntax fix; no run needed to know
            if time.monotonic() > deadline:
                self._kept_because = f"not all could be tried in {MINIMISE_SECONDS:.0f} seconds"
                return False
            trial = self._trials.run(changed)
            same = expected is None or expected.is_in(trial.execution.stdout)
            return trial.failure is None and same

        needed = minimise(hunks, does_the_same)
        return patched if len(needed) == len(hunks) else apply_hunks(base, needed)

    def prove(self, base: Files, patched: Files, earlier: Trial | None) -> Proof:
        """Runs the patch in fresh trees and the base without it, and asks every oracle.

        `earlier` is the run that made the patch plausible, to compare with.
        """
        with_patch, without_patch = self._runs(patched, earlier)
        case = GateCase(
            failure=self._failure,
            base=base,
            patched=patched,
            with_patch=tuple(with_patch),
            without_patch=tuple(without_patch),
            earlier=earlier,
            base_unchanged=self._parts.base_unchanged(),
            kept_because=self._kept_because if patched == self._minimal else "none was tried",
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
        plan = self._parts.suite
        if plan is not None:
            jobs.append(Job(plan.runner, case.patched, plan.timeout))
            if self._suite_before is None:
                jobs.append(Job(plan.runner, {}, plan.timeout))
        done = self._trials.map(self._trials.execute, jobs)
        case = replace(case, canaries=_canary_run(canaries, done[0]))
        if plan is None:
            return case
        self._suite_before = self._suite_before or done[2]
        return self._with_suite(case, plan, self._suite_before, done[1])

    def _with_suite(
        self, case: GateCase, plan: SuitePlan, before: Execution, after: Execution
    ) -> GateCase:
        """Returns the case with the comparison; of the impacted tests when the suite is slow."""
        if not before.timed_out and not after.timed_out:
            if before.tests is None:
                return replace(case, suite_missing="the whole suite left no report")
            whole = SuiteComparison("the whole suite", before.tests, after.tests)
            return replace(case, suite=whole)
        if not before.timed_out:
            detail = f"the whole suite took over {plan.timeout:g} s with the patch, less without"
            return replace(case, suite_missing=detail)
        files = plan.impacted(case.patched)
        if not files:
            slow = f"the whole suite takes over {plan.timeout:g} s, and no other test needs the fix"
            return replace(case, suite=SuiteComparison(slow, _reported(case), case.report))
        runner = plan.runner.selecting(files)
        jobs = [Job(runner, state, plan.timeout) for state in ({}, case.patched)]
        old, new = self._trials.map(self._trials.execute, jobs)
        if old.tests is None:
            detail = f"the suite takes over {plan.timeout:g} s, and so does the part that is needed"
            return replace(case, suite_missing=detail)
        count = len(files)
        scope = f"{count} test file{'s' * (count != 1)} that the change reaches (the suite is slow)"
        return replace(case, suite=SuiteComparison(scope, old.tests, new.tests))


@dataclass(frozen=True)
class Printed:
    """What a script prints each time it runs, word by word; ``None`` for words that vary."""

    words: tuple[str | None, ...]

    def is_in(self, stdout: str) -> bool:
        """Whether another output has these words at their places, and as many."""
        found = _WORD.findall(stdout)
        if len(found) != len(self.words):
            return False
        return all(old in (None, new) for old, new in zip(self.words, found, strict=True))


def printed_by(first: str, second: str) -> Printed | None:
    """Returns what two outputs have in common; ``None`` when they are too different."""
    words, others = _WORD.findall(first), _WORD.findall(second)
    if len(words) != len(others):
        return None
    pairs = zip(words, others, strict=True)
    return Printed(tuple(one if one == other else None for one, other in pairs))


def _reported(case: GateCase) -> SuiteReport | None:
    return case.at_base.execution.tests if case.at_base else None


def _canary_run(canaries: Canaries, execution: Execution) -> CanaryRun:
    return CanaryRun(execution, canaries.must_pass, canaries.must_fail)


def _worst(trials: list[Trial]) -> Trial:
    return next((trial for trial in trials if trial.failure is not None), trials[0])
