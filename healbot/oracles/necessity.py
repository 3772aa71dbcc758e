"""``necessity``: without the patch the same failure is back; else something else healed it."""

from __future__ import annotations

from healbot.core.evidence import GateCase
from healbot.core.verdict import Judgement, Verdict


class Necessity:
    """Judges the runs from which the patch was taken away."""

    id = "necessity"
    description = "Taken away, the patch leaves the same failure behind."

    def judge(self, case: GateCase) -> Verdict:
        """Fails when the base passes now; is inconclusive when it fails in another way."""
        if not case.without_patch:
            return Verdict(self.id, Judgement.INCONCLUSIVE, "was not run without the patch")
        for trial in case.without_patch:
            if trial.failure is None:
                detail = "the base passes now without the patch: flaky"
                return Verdict(self.id, Judgement.FAIL, detail)
            if not case.failure.is_same_as(trial.failure):
                detail = f"without the patch the base fails differently: {trial.failure.headline}"
                return Verdict(self.id, Judgement.INCONCLUSIVE, detail)
        return Verdict(self.id, Judgement.PASS, "without the patch the same failure is back")
