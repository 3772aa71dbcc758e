"""Heals again what a reviewer was not content with, told what they said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from healbot.action.heal import Healed, heal_request, settings_of
from healbot.action.step import Step
from healbot.reports.errors import print_note

if TYPE_CHECKING:
    from healbot.ledger.git_ledger import SessionBranch
    from healbot.wiring import Project

_NO_WORDS = "Try something else."
"""What ``/healbot retry`` says when nothing follows it."""


def retried(step: Step, project: Project, branch: SessionBranch) -> Healed:
    """Records the hints of people with write access on `branch` and goes on with it.

    The checkout is at the commit that the session started from.
    """
    from healbot import wiring
    from healbot.responding import hints_of

    request = wiring.resume_request(project, branch)
    settings = settings_of(step.inputs, project.plumbing, overlay=step.demands_overlay)
    number = step.trigger.pull_request
    assert number is not None  # noqa: S101 - the gate "command" saw it
    hints = hints_of(step.forge, number, step.trigger.comment)
    said = [(hint.author, hint.sentence) for hint in hints] or [(step.trigger.actor, _NO_WORDS)]
    with step.runner.foreign_output():
        for author, text in said:
            print_note(f"{author}: {text}")
        branch = wiring.record_said(project, branch, said, settings)
        return heal_request(
            project,
            replace(request, timeout=settings.timeout.value, generators=settings.generators.value),
            settings,
            branch.session.fingerprint,
        )
