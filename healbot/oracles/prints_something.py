"""``prints-something``: the least that is asked of a written script when no check was given."""

from __future__ import annotations

from healbot.core.verdict import Judgement, Verdict
from healbot.oracles.expect_nonempty import why_empty
from healbot.ports import Observation


class PrintsSomething:
    """Judges standard output, and says how little that proves."""

    id = "prints-something"
    description = "No check of the goal was given: the script ends with status 0 and has output."

    def judge(self, observation: Observation) -> Verdict:
        """Fails when nothing is printed, or only what stands for nothing, such as ``[]``."""
        reason = why_empty(observation.execution.stdout, "")
        if reason is None:
            detail = "it prints something; no check was given, so nothing more is known"
            return Verdict(self.id, Judgement.PASS, detail)
        return Verdict(self.id, Judgement.FAIL, f"standard output is empty: {reason}")
