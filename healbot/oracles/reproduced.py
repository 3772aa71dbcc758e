"""``reproduced``: the failure was there before the patch, twice."""

from __future__ import annotations

from healbot.core.evidence import GateCase
from healbot.core.verdict import Judgement, Verdict


class Reproduced:
    """States how the failure was seen; a session without it never begins."""

    id = "reproduced"
    description = "Two runs without the patch showed the same failure."

    def judge(self, case: GateCase) -> Verdict:
        """Passes when the failure at the base was seen."""
        if case.failure.message_varies:
            detail = "two runs of the base failed at the same place, with differing messages"
        else:
            detail = "two runs of the base showed the same failure"
        return Verdict(self.id, Judgement.PASS, detail)
