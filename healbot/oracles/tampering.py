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
        """Is inconclusive when something is flagged: a reviewer has to look at it."""
        if not case.findings:
            return Verdict(self.id, Judgement.PASS, "nothing that a fix should not do")
        first = case.findings[0]
        more = f" (and {len(case.findings) - 1} more)" if len(case.findings) > 1 else ""
        detail = f"look at {first.path}:{first.line}: {first.reason}{more}"
        lines = [f"{f.path}:{f.line}: {f.reason} [{f.rule}]\n    {f.text}" for f in case.findings]
        return Verdict(self.id, Judgement.INCONCLUSIVE, detail, "\n".join(lines))
