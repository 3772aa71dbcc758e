"""``tampering``: the patch does nothing that a fix may not do.

What the guard rejects never runs, and so never comes here. What it flags may be honest or a trick,
which only a person can tell.
"""

from __future__ import annotations

from healbot.core.evidence import GateCase
from healbot.core.verdict import Judgement, Verdict


class Tampering:
    """Judges what the tampering guard found."""

    id = "tampering"
    description = "The patch weakens no test and silences no failure; what looks like it is shown."

    def judge(self, case: GateCase) -> Verdict:
        """Is inconclusive when something is flagged: a reviewer has to look at it.

        Fails when the whole change from the base is one that the guard would not let run.
        """
        if not case.findings:
            return Verdict(self.id, Judgement.PASS, "nothing that a fix should not do")
        first = case.findings[0]  # rejections come first
        more = f" (and {len(case.findings) - 1} more)" if len(case.findings) > 1 else ""
        detail = f"look at {first.path}:{first.line}: {first.reason}{more}"
        lines = [f"{f.path}:{f.line}: {f.reason} [{f.rule}]\n    {f.text}" for f in case.findings]
        # Two patches, each of which may run, can add up to one that may not.
        rejected = first.severity == "reject"
        judgement = Judgement.FAIL if rejected else Judgement.INCONCLUSIVE
        return Verdict(self.id, judgement, detail, "\n".join(lines))
