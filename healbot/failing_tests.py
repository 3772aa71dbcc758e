"""Heals what fails in a run of tests: one heal for each group of tests that fail alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import PurePosixPath
from typing import cast

from healbot.core.cases import CaseOutcome, SuiteReport
from healbot.core.errors import ExitCode, HealbotError
from healbot.core.evidence import Trial
from healbot.core.execution import Execution
from healbot.core.failure_groups import FailureGroup
from healbot.core.patch import Hunk, apply_hunks, hunks_between
from healbot.core.session import Check, Request
from healbot.core.source import SourceFile
from healbot.flakiness import FlakyCause, leaves_something_behind, order_dependence
from healbot.healing import Ending, Healing
from healbot.ports import Observer, SuiteRunner
from healbot.reports.summary import FailureView, Fixes, Summary
from healbot.trial import Job, Trials
from healbot.workshop import Workshop


@dataclass
class FailingTests:
    """The tests that a request names, and what is done about those that fail."""

    workshop: Workshop
    request: Request
    observer: Observer
    together: bool = False
    """Whether all groups are healed on one branch."""
    apply: bool = False
    """Whether what was healed is written to the user's files, when all is known."""
    _healings: list[tuple[FailureGroup, Healing]] = field(default_factory=list)
    _healed_too: list[FailureGroup] = field(default_factory=list)
    """Groups that a fix of another group heals."""

    def heal(self) -> Fixes:
        """Returns what happened to each group, in the order in which they failed.

        A single failure that cannot be healed for a reason of its own raises, as a script's does.
        """
        trials = self.workshop.trials_for(self.request)
        self.observer.running("looking for what fails")
        trial = trials.run({})
        self.workshop.check_runner_is_installed(self.request, trial)
        groups = self.workshop.groups_in(trial, self.request.cwd)
        if len(groups) < 2 or self.together:
            tests = tuple(test for group in groups for test in group.tests)
            summary, healing = self._heal(trials, trial, tests)
            if self.apply and healing.ending is Ending.HEALED:
                self.workshop.apply(healing.base_files, healing.files)
                summary = replace(summary, applied=True)
            return Fixes((summary,))
        self.observer.running(f"{len(groups)} different failures, each healed on its own branch")
        summaries = tuple(self._heal_group(trials, trial, group) for group in groups)
        combined = self._combined(trials)
        return Fixes(self._applied(summaries, combined), combined)

    def _applied(
        self, summaries: tuple[Summary, ...], combined: Check | None
    ) -> tuple[Summary, ...]:
        """Writes all fixes to the user's files, unless they do not pass together."""
        healed = [healing for _, healing in self._healings if healing.ending is Ending.HEALED]
        if not self.apply or not healed or (combined and combined.judgement != "pass"):
            return summaries
        base = {path: file for healing in healed for path, file in healing.base_files.items()}
        files = _merged(healed)
        assert files is not None  # noqa: S101 - `_combined` ran it
        try:
            self.workshop.apply(base, files)
        except HealbotError as error:  # what was found out is told all the same
            return tuple(_not_applied(summary, error) for summary in summaries)
        return tuple(replace(s, applied=s.ending == "healed") for s in summaries)

    def _heal_group(self, trials: Trials, trial: Trial, group: FailureGroup) -> Summary:
        self.observer.running(f"next: {group.headline}")
        earlier = self._healed_before(trials, group)
        if earlier is not None:
            return earlier
        try:
            summary, healing = self._heal(trials, trial, group.tests)
        except HealbotError as error:
            return Summary.of_error(group.tests[0], error, self.workshop.sandbox)
        self._healings.append((group, healing))
        return summary

    def _healed_before(self, trials: Trials, group: FailureGroup) -> Summary | None:
        """Returns the summary when a fix of an earlier group heals this one too.

        One mistake often fails in two ways.
        """
        runner = cast("SuiteRunner", trials.runner).selecting(group.tests)
        for _, healing in self._healings:
            if healing.ending is not Ending.HEALED or healing.branch is None:
                continue
            done = trials.execute(Job(runner, healing.files))
            if done.exited_zero and done.tests is not None and _all_passed(done.tests, group):
                self._healed_too.append(group)
                return self._healed_by(healing, group, done.seconds)
        return None

    def _healed_by(self, healing: Healing, group: FailureGroup, seconds: float) -> Summary:
        return Summary(
            ending=Ending.HEALED.value,
            exit_code=int(ExitCode.HEALED),
            label=group.tests[0],
            reason=f"the fix on {healing.branch} heals it too",
            failure=FailureView(group.headline, group.fingerprint, "", group.tests),
            remaining=None,
            branch=healing.branch,
            attempts=(),
            checks=(),
            diff="",
            applied=False,
            sandbox=self.workshop.sandbox.backend,
            limitations=self.workshop.sandbox.limitations,
            advice=(),
            seconds=seconds,
            healed_by=healing.branch or "",
        )

    def _heal(
        self, trials: Trials, trial: Trial, tests: tuple[str, ...]
    ) -> tuple[Summary, Healing]:
        """Heals `tests`; without any, whatever the request's run showed."""
        if not tests:
            summary, healing = self.workshop.heal(self.request, seen=trial)
            if healing.ending is Ending.NOTHING_TO_HEAL:
                behind = leaves_something_behind(trials)
                if behind:
                    summary = _flaky(summary, f"it depends on {FlakyCause.LEFTOVERS}: {behind}")
            return summary, healing
        if any(PurePosixPath(test).name == "conftest.py" for test in tests):
            # It holds no test of its own: whether it works shows in what the request names.
            return self.workshop.heal(self.request, seen=trial)
        target = tests[0] if len(tests) == 1 else self.request.target or tests[0]
        narrowed = replace(self.request, selection=tests, target=target)
        report = trial.execution.tests
        nothing_else_ran = report is not None and {case.id for case in report.cases} == set(tests)
        summary, healing = self.workshop.heal(narrowed, seen=trial if nothing_else_ran else None)
        if healing.ending is Ending.NOTHING_TO_HEAL:
            summary = _flaky(summary, self._why_only_among_others(trials, trial, tests[0]))
        if healing.ending is Ending.GAVE_UP and report is not None:
            elsewhere = self.workshop.code_that_runs_elsewhere(report)
            if elsewhere:
                summary = replace(summary, advice=(*summary.advice, f"{elsewhere}."))
        return summary, healing

    def _why_only_among_others(self, trials: Trials, trial: Trial, test: str) -> str:
        self.observer.running("it passes alone; looking for the test that makes it fail")
        report = trial.execution.tests
        runner = cast("SuiteRunner", trials.runner)
        found = order_dependence(trials, runner, report, test) if report else ""
        if found:
            return f"{test} depends on {FlakyCause.TEST_ORDER}: {found}"
        return f"{test} failed once among the others and passes alone"

    def _combined(self, trials: Trials) -> Check | None:
        """Runs what was healed with all fixes at once; ``None`` when there are fewer than two."""
        healed = [(g, h) for g, h in self._healings if h.ending is Ending.HEALED]
        if len(healed) < 2:
            return None
        files = _merged([healing for _, healing in healed])
        if files is None:
            return Check("combined", "fail", "two of the fixes change the same lines")
        self.observer.running(f"running with all {len(healed)} fixes together")
        runner = cast("SuiteRunner", trials.runner)
        groups = [*(group for group, _ in healed), *self._healed_too]
        tests = [test for group in groups for test in group.tests]
        done = trials.execute(Job(runner.selecting(tests), files))
        return _judged_together(done, groups, len(healed))


def _judged_together(done: Execution, groups: Sequence[FailureGroup], fixes: int) -> Check:
    """Judges a run of all groups with all fixes: each test that failed must have run and passed."""
    report = done.tests
    if report is None or not report.complete or report.disagreement:
        how = report.disagreement if report and report.disagreement else "the run broke off"
        return Check("combined", "fail", f"with all fixes together {how}")
    if report.failing or not done.exited_zero:
        failing = report.failing[0].id if report.failing else "the run"
        return Check("combined", "fail", f"with all fixes together {failing} fails")
    with_tests = [group for group in groups if not _is_configuration(group)]
    silent = next((group for group in with_tests if not _all_passed(report, group)), None)
    if silent is not None:
        return Check("combined", "fail", f"with all fixes together {silent.tests[0]} does not run")
    return Check("combined", "pass", f"all {fixes} fixes pass together")


def _is_configuration(group: FailureGroup) -> bool:
    """Whether it is a conftest that fails, which holds no test of its own."""
    return any(PurePosixPath(test).name == "conftest.py" for test in group.tests)


def _all_passed(report: SuiteReport, group: FailureGroup) -> bool:
    """Whether every case of a group passed; a module stands for the cases in it."""
    good = [case.id for case in report.cases if case.outcome is CaseOutcome.PASSED]
    whole = report.complete and not report.failing and not report.disagreement
    return whole and all(
        any(case == test or case.startswith((test + "::", test + ".")) for case in good)
        for test in group.tests
    )


def _flaky(summary: Summary, reason: str) -> Summary:
    return replace(
        summary, ending="gave-up", exit_code=int(ExitCode.FLAKY), reason=f"flaky, {reason}"
    )


def _not_applied(summary: Summary, error: HealbotError) -> Summary:
    if summary.ending != "healed":
        return summary
    advice = (*summary.advice, f"Not written to your files: {error.message}")
    return replace(summary, exit_code=int(error.exit_code), advice=advice)


def _merged(healings: list[Healing]) -> dict[str, SourceFile] | None:
    """Returns the files with the changes of all heals; ``None`` when two touch the same lines."""
    base: dict[str, SourceFile] = {}
    hunks: set[Hunk] = set()
    for healing in healings:
        base.update(healing.base_files)
        hunks.update(hunks_between(healing.base_files, healing.files))
    ordered = sorted(hunks, key=lambda hunk: (hunk.path, hunk.old_start, hunk.old_end))
    for one, next_one in pairwise(ordered):
        if one.path == next_one.path and next_one.old_start < max(one.old_end, one.old_start + 1):
            return None
    return apply_hunks(base, tuple(ordered))
