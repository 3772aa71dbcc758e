"""Heals what fails in a run of tests: one heal for each group of tests that fail alike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

from healbot.core.errors import HealbotError
from healbot.core.evidence import Trial
from healbot.core.failure_groups import FailureGroup
from healbot.core.session import Request
from healbot.flakiness import order_dependence
from healbot.ports import Observer, SuiteRunner
from healbot.reports.summary import Summary
from healbot.trial import Trials
from healbot.workshop import Workshop


@dataclass(frozen=True)
class TestHealer:
    """Heals the tests that a request names."""

    __test__ = False

    workshop: Workshop
    request: Request
    observer: Observer
    together: bool = False
    """Whether all groups are healed on one branch."""

    def heal(self) -> list[Summary]:
        """Returns what happened to each group, in the order in which they failed.

        A single failure that cannot be healed for a reason of its own raises, as a script's does.
        """
        trials = self.workshop.trials_for(self.request)
        self.observer.running("looking for what fails")
        trial = trials.run({})
        groups = self.workshop.groups_in(trial, self.request.cwd)
        if len(groups) < 2 or self.together:
            tests = tuple(test for group in groups for test in group.tests)
            return [self._heal(trials, trial, tests)]
        self.observer.running(f"{len(groups)} different failures, each healed on its own branch")
        return [self._heal_group(trials, trial, group) for group in groups]

    def _heal_group(self, trials: Trials, trial: Trial, group: FailureGroup) -> Summary:
        self.observer.running(f"next: {group.headline}")
        try:
            return self._heal(trials, trial, group.tests)
        except HealbotError as error:
            label = group.tests[0]
            return Summary.of_error(label, error, self.workshop.sandbox)

    def _heal(self, trials: Trials, trial: Trial, tests: tuple[str, ...]) -> Summary:
        """Heals `tests`; without any, whatever the request's run showed."""
        if not tests:
            return self.workshop.heal(self.request)
        narrowed = replace(self.request, selection=tests, target=self._target(tests))
        summary = self.workshop.heal(narrowed)
        if summary.ending != "nothing-to-heal":
            return summary
        report = trial.execution.tests
        assert report is not None  # noqa: S101 - the groups come from it
        self.observer.running("it passes alone; looking for the test that makes it fail")
        runner = cast("SuiteRunner", trials.runner)
        found = order_dependence(trials, runner, report, tests[0])
        return replace(
            summary,
            ending="gave-up",
            exit_code=4,
            reason=f"{tests[0]} is flaky: "
            + (f"it depends on the order of the tests: {found}" if found else
               "it failed among the others once and passes alone"),
        )  # fmt: skip

    def _target(self, tests: tuple[str, ...]) -> str:
        return tests[0] if len(tests) == 1 else self.request.target or tests[0]
