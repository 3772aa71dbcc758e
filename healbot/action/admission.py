"""Asks the gates whether a step may act; every decline has its gate and reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from healbot.action.step import Step
from healbot.core.slash_command import slash_command

if TYPE_CHECKING:
    from healbot.circumstances import Gathered


def admitted(step: Step) -> Gathered:
    """Returns the circumstances under which project code may be run.

    Raises `Declined` when a gate is closed.
    """
    from healbot.circumstances import Gathered
    from healbot.core.admission import gate

    facts = Gathered(step.trigger, step.forge, step.here("heal"))
    declined = gate(step.trigger, facts, step.limits)
    if declined is not None:
        raise declined
    return facts


def is_answer_only(step: Step) -> bool:
    """Whether a comment asks for something that runs no code: then only ``publish`` acts."""
    comment = step.trigger.comment
    command = slash_command(comment.body) if comment else None
    return command is not None and command.verb != "retry"
