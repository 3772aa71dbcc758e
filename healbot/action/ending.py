"""How a step ended: its outcome, what people are told, and whether the job fails."""

from __future__ import annotations

from dataclasses import dataclass

from healbot.core.errors import (
    Declined,
    ExitCode,
    Flaky,
    HealbotError,
    NotReproduced,
    Refused,
)

FAILED = "failed"
OUTCOMES = (
    "healed", "nothing-to-heal", "gave-up", "not-reproduced", "flaky", "refused", "declined",
    "published", "unchanged", "answered", "ready", FAILED,
)  # fmt: skip
"""The closed vocabulary of the output ``outcome``."""
_OF_EXIT_CODE = {
    ExitCode.HEALED: "healed",
    ExitCode.GAVE_UP: "gave-up",
    ExitCode.NOT_REPRODUCED: "not-reproduced",
    ExitCode.FLAKY: "flaky",
    ExitCode.REFUSED: "refused",
    ExitCode.DECLINED: "declined",
}


@dataclass(frozen=True)
class Ending:
    """What a step came to."""

    outcome: str
    """One of `OUTCOMES`."""
    sentence: str
    """For the run's page."""
    exit_code: int = 0
    """What the process ends with when this outcome is to fail the job."""
    is_alarm: bool = False
    """Whether it fails the job whatever the workflow says: something is not as it should be."""

    def fails(self, fail_on: frozenset[str]) -> bool:
        """Whether the job shall fail: by the workflow's choice, or for want of something."""
        return self.is_alarm or self.outcome == FAILED or self.outcome in fail_on


def outcome_of_exit(exit_code: int) -> str:
    """Returns the outcome that an exit code of ``healbot fix`` stands for."""
    try:
        return _OF_EXIT_CODE.get(ExitCode(exit_code), FAILED)
    except ValueError:
        return FAILED


def ending_of_error(error: HealbotError, *, publishes: bool = False) -> Ending:
    """Returns the ending that an error makes; its hint is part of the sentence.

    A bundle that is refused where it is published (`publishes`) is an alarm: healbot's own code
    writes none that is.
    """
    outcome = FAILED
    if isinstance(error, NotReproduced | Flaky | Refused | Declined):
        outcome = outcome_of_exit(error.exit_code)
    sentence = error.message.rstrip()
    if sentence and sentence[-1] not in ".!?":
        sentence += "."
    return Ending(
        outcome,
        f"{sentence} {error.hint}".strip(),
        int(error.exit_code),
        is_alarm=publishes and isinstance(error, Refused),
    )
