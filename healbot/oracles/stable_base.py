"""``stable-base``: the user's files are still those that the session began with."""

from __future__ import annotations

from healbot.core.evidence import GateCase
from healbot.core.verdict import Judgement, Verdict


class StableBase:
    """What was proven must be true of the files that the user has now."""

    id = "stable-base"
    description = "Your files did not change while healbot worked."

    def judge(self, case: GateCase) -> Verdict:
        """Is inconclusive when they changed."""
        if case.base_unchanged:
            return Verdict(self.id, Judgement.PASS, "your files did not change meanwhile")
        detail = "your files changed while healbot worked"
        return Verdict(self.id, Judgement.INCONCLUSIVE, detail)
