"""What a failed build is healed by: what the workflow names, what the run's log shows, or all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from healbot.action.heal import (
    Healed,
    check_is_committed,
    heal_request,
    heal_wanted,
    settings_of,
    wanted_by,
)
from healbot.action.step import Step
from healbot.core.errors import NotReproduced, Refused
from healbot.reports.errors import print_note

if TYPE_CHECKING:
    from healbot.reproducers.workflow_run import RunPlan
    from healbot.settings.model import Settings
    from healbot.wiring import Project


def healed_run(step: Step, project: Project) -> Healed:
    """Heals in the checkout of the current folder, which is at the commit that failed."""
    inputs = step.inputs
    settings = settings_of(inputs, project.plumbing, overlay=step.demands_overlay)
    plan = None if inputs.target or inputs.command else _plan(step, project, settings)
    with step.runner.foreign_output():
        for note in settings.notes:
            print_note(note)
        if plan is None:
            return heal_wanted(project, wanted_by(inputs), settings)
        return _heal_planned(project, plan, settings)


def _plan(step: Step, project: Project, settings: Settings) -> RunPlan | None:
    """Returns what is healed of the run that the workflow or the event names, if one does."""
    from healbot.core.run_address import parse_run_address
    from healbot.failed_run import check_plan, plan_for
    from healbot.reproducers.here import here_of
    from healbot.sandbox.interpreter import find_interpreter

    named = step.inputs.run_id
    if not named and step.trigger.event != "workflow_run":
        return None
    number = parse_run_address(named).run if named else step.trigger.run_id
    assert number is not None  # noqa: S101 - every workflow_run has a number
    import os
    from pathlib import Path

    python = find_interpreter(project.root, settings.python.value, os.environ, Path.cwd())
    plan = plan_for(step.forge, number, here=here_of(python))
    check_plan(plan)
    return plan


def _heal_planned(project: Project, plan: RunPlan, settings: Settings) -> Healed:
    from healbot.failed_run import check_reproduced, not_reproduced, planned_request

    _check_checkout(project, plan)
    planned = planned_request(project.plumbing, plan, settings)
    for line in (f"Healing what failed in {plan.run.url}: {plan.headline}", *plan.differences):
        print_note(line)
    check_is_committed(project.plumbing, planned.request)
    try:
        healed = heal_request(project, planned.request, settings)
    except NotReproduced as error:
        raise not_reproduced(plan, error.message) from error
    check_reproduced(healed.fixes, plan)
    return healed


def _check_checkout(project: Project, plan: RunPlan) -> None:
    """Raises `Refused` unless what is checked out is what failed, and not a fork's."""
    if plan.is_foreign:
        raise Refused(
            f"What failed in {plan.run.url} is the code of a fork.",
            hint="Look at it, then heal it on a machine of yours: healbot fix --run",
        )
    if plan.commit != project.plumbing.head:
        raise Refused(
            f"The run was about commit {plan.commit[:12]}, which is not what is checked out.",
            hint=f"Check it out before healbot runs: ref: {plan.commit}",
        )
