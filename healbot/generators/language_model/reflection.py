"""What to do differently after attempts that did not help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from healbot.core.session import Attempt, Outcome
from healbot.generators.language_model.strategy import Strategy

SAME_BEFORE_WIDER = 2
"""Attempts in a row that end in one and the same failure before more context is shown."""
SAME_BEFORE_HYPOTHESES = 3
"""The same, before several distinct explanations are asked for."""
SAME_BEFORE_STALLED = 7
"""The same, before it is given up: three hypotheses in a row among them."""
LAST_ATTEMPTS = 2
"""So many attempts before the limit a stronger model is asked, when there is one."""


@dataclass(frozen=True)
class Plan:
    """How to ask next."""

    strategy: Strategy
    stronger: bool
    """Whether the stronger model is asked, when there is one."""


def plan_next(attempts: Sequence[Attempt], attempts_left: int) -> Plan | None:
    """Returns how to ask after `attempts`, oldest first, that started from one tree.

    `None` when they show that asking on leads nowhere.
    """
    same = _same_in_a_row(attempts)
    if same >= SAME_BEFORE_STALLED:
        return None
    strategy = Strategy.NORMAL
    if same >= SAME_BEFORE_HYPOTHESES:
        strategy = Strategy.HYPOTHESES
    elif same >= SAME_BEFORE_WIDER:
        strategy = Strategy.WIDER
    last = attempts_left <= LAST_ATTEMPTS and bool(attempts)
    return Plan(strategy, last or strategy is Strategy.HYPOTHESES)


def _same_in_a_row(attempts: Sequence[Attempt]) -> int:
    """Returns how many of the last attempts led to one failure; what did not run counts with it."""
    fingerprint: str | None = None
    count = 0
    for attempt in reversed(attempts):
        if attempt.outcome in (Outcome.SAME_FAILURE, Outcome.NEW_FAILURE, Outcome.REGRESSION):
            fingerprint = fingerprint or attempt.fingerprint_after
            if attempt.fingerprint_after != fingerprint:
                break
        elif attempt.outcome is Outcome.INCONCLUSIVE:
            break
        count += 1
    return count
