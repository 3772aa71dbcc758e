"""``fresh-tree``: the patch passes again, each time in a tree that no run has touched."""

from __future__ import annotations

from healbot.core.evidence import GateCase
from healbot.core.verdict import Judgement, Verdict


class FreshTree:
    """Judges the repeated runs with the patch."""

    id = "fresh-tree"
    description = "With the patch it passes again, in trees that no earlier run has touched."

    def judge(self, case: GateCase) -> Verdict:
        """Fails when one of the runs fails."""
        failing = next((t.failure for t in case.with_patch if t.failure is not None), None)
        if failing is not None:
            return Verdict(self.id, Judgement.FAIL, f"a new run failed: {failing.headline}")
        trials = [*case.with_patch, *([case.earlier] if case.earlier else [])]
        runs = f"{len(trials)} run{'s' * (len(trials) != 1)} in fresh trees passed"
        if case.is_test_run:  # what a test runner prints holds times
            return Verdict(self.id, Judgement.PASS, runs)
        outputs = {trial.execution.stdout for trial in trials}
        same = "with the same output" if len(outputs) == 1 else "with differing output"
        return Verdict(self.id, Judgement.PASS, f"{runs} {same}")
