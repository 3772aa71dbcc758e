"""Decides whether healbot acts on a trigger; a decline always has a gate and a reason."""

from __future__ import annotations

from healbot.core.admission_facts import Circumstances, Limits
from healbot.core.admission_gates import GATES
from healbot.core.errors import Declined
from healbot.core.github_event import Trigger


def gate(
    trigger: Trigger, circumstances: Circumstances, limits: Limits | None = None
) -> Declined | None:
    """Returns why healbot shall not act, ``None`` when it may.

    Asks the gates in order and no further than the first that is closed, so that little is asked
    of the code host.
    """
    for item in GATES:
        reason = item.question(trigger, circumstances, limits or Limits())
        if reason is not None:
            return Declined(item.id, reason, hint=item.hint)
    return None


def is_answered(declined: Declined) -> bool:
    """Whether the writer of a command is told about this decline in a comment."""
    return any(item.is_answered for item in GATES if item.id == declined.gate)
