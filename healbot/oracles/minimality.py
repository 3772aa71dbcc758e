"""``minimality``: no hunk of the patch can be left out."""

from __future__ import annotations

from healbot.core.evidence import GateCase
from healbot.core.patch import hunks_between
from healbot.core.verdict import Judgement, Verdict


class Minimality:
    """Says how far the patch was made smaller."""

    id = "minimality"
    description = "Every hunk of the patch is needed; those that were not have been dropped."

    def judge(self, case: GateCase) -> Verdict:
        """Is inconclusive when not every hunk could be tried to be dropped."""
        count = len(hunks_between(case.base, case.patched))
        if count == 1:
            return Verdict(self.id, Judgement.PASS, "one hunk, and it is needed")
        if case.kept_because:
            detail = f"{count} hunks are kept: {case.kept_because}"
            return Verdict(self.id, Judgement.INCONCLUSIVE, detail)
        same = "" if case.is_test_run else " with the same output"
        detail = f"each of {count} hunks is needed to pass{same}"
        if case.needed_by:
            more = f" and {len(case.needed_by) - 1} more" if len(case.needed_by) > 1 else ""
            detail += f", or for {case.needed_by[0]}{more} to go on passing"
        return Verdict(self.id, Judgement.PASS, detail)
