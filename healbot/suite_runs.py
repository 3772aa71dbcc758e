"""The whole suite with and without a patch, run as seldom as possible."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from healbot.core.cases import SuiteReport
from healbot.core.evidence import SuiteComparison
from healbot.core.execution import Execution
from healbot.core.regressions import regressions
from healbot.core.source import SourceFile
from healbot.ports import SuiteRunner
from healbot.trial import Job, Trials

Files = Mapping[str, SourceFile]
MOST_CASES = 50
"""So many test cases are run by themselves when a smaller patch made them worse."""
Compared = SuiteComparison | str | None
"""A comparison; why there is none; or ``None`` when no test but the selected ones is needed."""


@dataclass(frozen=True)
class SuitePlan:
    """How the whole suite is compared with and without a patch."""

    runner: SuiteRunner
    """Runs the whole suite."""
    timeout: float
    """Seconds for one run of it."""
    impacted: Callable[[Files], Sequence[str]]
    """Test files that depend on the changed files; asked for when the suite takes too long."""


class SuiteRuns:
    """Compares the suite with and without patches; no state is run that was run already."""

    def __init__(self, trials: Trials, plan: SuitePlan) -> None:
        self._trials = trials
        self._plan = plan
        self._before: Execution | None = None
        self._last: tuple[Files, Compared] | None = None

    @property
    def alone(self) -> str:
        """What was compared when only the selected tests were."""
        slow = f"the whole suite takes over {self._plan.timeout:g} s"
        return f"{slow}, and no other test needs the fix"

    def jobs(self, patched: Files) -> list[Job]:
        """Returns the runs that `compare` needs, so that others can be made beside them."""
        if self._last is not None and self._last[0] == patched:
            return []
        if self._before is None:
            return [Job(self._plan.runner, state, self._plan.timeout) for state in (patched, {})]
        if self._before.timed_out:
            return []
        return [Job(self._plan.runner, patched, self._plan.timeout)]

    def compare(self, patched: Files, done: Sequence[Execution] | None = None) -> Compared:
        """Returns the suite without and with the patch; of the impacted tests when it is slow.

        `done` are the results of `jobs`, which are run now when it is not given.
        """
        if self._last is not None and self._last[0] == patched:
            return self._last[1]
        if done is None:
            done = self._trials.map(self._trials.execute, self.jobs(patched))
        if self._before is None:
            self._before = done[1]
        result = self._compared(patched, self._before, done[0] if done else None)
        self._last = dict(patched), result
        return result

    def made_worse(self, patched: Files) -> tuple[str, ...]:
        """Returns the ids of the test cases that a patch makes worse, `MOST_CASES` at most.

        Cases that do not run any more are left out as long as others fail: those may have broken
        the run off.
        """
        compared = self.compare(patched)
        if not isinstance(compared, SuiteComparison):
            return ()
        before, after = compared.before, compared.after
        if before is None or not before.complete:
            return ()
        if after is None:
            after = SuiteReport((), (), complete=False)
        found = regressions(before, after)
        named = [item.id for item in found if item.ran] or [item.id for item in found]
        return tuple(named[:MOST_CASES])

    def stay_good(self, patched: Files, ids: Sequence[str]) -> bool:
        """Whether test cases that were good without a patch are good with it, run by themselves."""
        compared = self._last[1] if self._last else None
        if not isinstance(compared, SuiteComparison) or compared.before is None:
            return False
        runner = self._plan.runner.selecting(ids)
        report = self._trials.execute(Job(runner, patched, self._plan.timeout)).tests
        if report is None or not report.complete:
            return False
        worse = regressions(compared.before, report)
        # A module that could not be collected is selected by its own id and has cases now.
        return not any(item.ran or item.id in ids for item in worse)

    def _compared(self, patched: Files, before: Execution, after: Execution | None) -> Compared:
        if before.timed_out or after is None:
            return self._impacted(patched)
        if after.timed_out:
            limit = f"{self._plan.timeout:g} s"
            return f"the whole suite took over {limit} with the patch, less without"
        if before.tests is None:
            return "the whole suite left no report"
        return SuiteComparison("the whole suite", before.tests, after.tests)

    def _impacted(self, patched: Files) -> Compared:
        files = self._plan.impacted(patched)
        if not files:
            return None
        runner = self._plan.runner.selecting(files)
        jobs = [Job(runner, state, self._plan.timeout) for state in ({}, patched)]
        old, new = self._trials.map(self._trials.execute, jobs)
        if old.tests is None:
            limit = f"{self._plan.timeout:g} s"
            return f"the suite takes over {limit}, and so does the part that is needed"
        count = len(files)
        scope = f"{count} test file{'s' * (count != 1)} that the change reaches (the suite is slow)"
        return SuiteComparison(scope, old.tests, new.tests)
