"""``reproduced``: the failure was there before the patch, twice."""

from __future__ import annotations

from healbot.core.evidence import GateCase
from healbot.core.verdict import Judgement, Verdict


class Reproduced:
    """States how the failure was seen; a session without it never begins.

    Two runs that differ end in `healbot.core.errors.Flaky` before any patch is asked for, so in a
    heal this is a pass. It says so in the evidence, and holds a driver to it that forgets to look.
    """

    id = "reproduced"
    description = "Two runs without the patch showed the same failure."

    def judge(self, case: GateCase) -> Verdict:
        """Passes when the run of the base at hand shows the failure that is to be healed."""
        if case.at_base is None:
            return Verdict(self.id, Judgement.INCONCLUSIVE, "no run of the base is at hand")
        seen = case.at_base.failure
        if seen is None or not case.failure.is_same_as(seen):
            detail = f"the base showed another failure: {seen.headline}" if seen else "it passed"
            return Verdict(self.id, Judgement.FAIL, detail)
        if case.failure.message_varies:
            detail = "two runs of the base failed at the same place, with differing messages"
        else:
            detail = "two runs of the base showed the same failure"
        return Verdict(self.id, Judgement.PASS, detail)
