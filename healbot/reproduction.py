"""Reproduces a failure: two runs of the base must show the same one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from healbot.core.errors import Flaky
from healbot.core.evidence import Trial
from healbot.core.failure import Failure, agreed
from healbot.core.reproducer import Reproducer
from healbot.core.source import SourceFile
from healbot.flakiness import classify
from healbot.ports import Observer, ProjectFiles
from healbot.trial import Trials


class Reproduction:
    """Runs the base and tells a failure from a flaky one."""

    def __init__(
        self,
        trials: Trials,
        reproducer: Reproducer,
        files_with: Callable[[Mapping[str, SourceFile]], ProjectFiles],
        observer: Observer,
    ) -> None:
        self._trials = trials
        self._reproducer = reproducer
        self._files_with = files_with
        self._observer = observer

    def failure(self, seen: Trial | None) -> tuple[Failure | None, Trial]:
        """Returns the failure of the base, ``None`` when there is none, and a run that showed it.

        `seen` is a run of the base that was made already. Raises `Flaky` when two runs differ.
        """
        failed = seen is not None and seen.failure is not None
        what = "reproducing the failure" if failed else "running it"
        self._observer.running(f"{what}, {'once more' if seen else 'twice'}")
        trials = self._trials.run_all([{}] if seen else [{}, {}])
        trials = [seen, *trials] if seen else trials
        first, second = (trial.failure for trial in trials)
        if first is None and second is None:
            return None, trials[0]
        if first is not None and second is not None:
            found = agreed(first, second)
            if found is not None:
                return found, trials[0]
        told = [item.headline if item else "no failure" for item in (first, second)]
        what = f"Two runs gave different answers: {told[0]} / {told[1]}."
        raise self.flaky(what, first, second)

    def flaky(self, what: str, *failures: Failure | None) -> Flaky:
        """Returns the error that says what was seen, and what it depends on."""
        self._observer.running("finding out what it depends on")
        files = self._files_with({})
        paths = {self._reproducer.target.partition("::")[0]}
        for failure in filter(None, failures):
            paths |= {test.partition("::")[0] for test in failure.failing_tests}
            for exception in failure.exceptions:
                paths |= {frame.path for frame in exception.project_frames}
        found = (files.source(path) for path in sorted(paths))
        sources = "\n".join(file.text for file in found if file is not None)
        cause = classify(self._trials, failures, sources)
        return Flaky(
            f"{what} {cause.sentence}",
            hint="healbot does not patch flaky code: make it repeatable first (seed, clock, "
            "order, network).",
        )
