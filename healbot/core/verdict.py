"""What an oracle says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Judgement(StrEnum):
    """The three answers of an oracle; inconclusive is never a pass."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True)
class Verdict:
    """One oracle's answer and the evidence for it."""

    oracle: str
    """The oracle's id, such as ``exit-status``."""
    judgement: Judgement
    detail: str
    """One line of evidence for a reader."""
    evidence: str = ""
    """Longer text that belongs to the verdict, such as the output of a failing check."""

    @property
    def passed(self) -> bool:
        """Whether the oracle is satisfied."""
        return self.judgement is Judgement.PASS
