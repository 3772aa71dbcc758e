"""The steps of the Action, each told as a sequence on one screen."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from healbot.action.admission import admitted, is_answer_only
from healbot.action.ending import Ending
from healbot.action.step import Step

if TYPE_CHECKING:
    from healbot.action.heal import Healed
    from healbot.ledger.git_ledger import SessionBranch
    from healbot.wiring import Project


def check_step(step: Step) -> Ending:
    """Says whether healbot may act, and on which commit; runs nothing of the project."""
    if is_answer_only(step):
        return Ending("ready", "The command is for the job that publishes.")
    facts = admitted(step)
    comment, commit = step.trigger.comment, step.trigger.head_sha
    if comment is not None and comment.id in facts.answered:
        return Ending("unchanged", "This comment was answered before.")
    request = facts.pull_request
    if step.trigger.is_comment and request is not None:
        # What is healed again is what the session started from, not the fix that was made of it.
        from healbot.responding import acknowledge
        from healbot.wiring import open_project

        acknowledge(step.trigger, step.forge)
        os.chdir(step.folder())
        with open_project(Path.cwd()) as project:
            commit = _session(step, project, request.head_branch).session.base
        step.runner.set_output("branch", request.head_branch)
    step.runner.set_output("ref", commit)
    return Ending("ready", f"healbot may act on {commit[:12]}.")


def heal_step(step: Step) -> Ending:
    """Heals what failed, or heals again what a reviewer asks for, and leaves a bundle."""
    if is_answer_only(step):
        return Ending("ready", "The command is for the step that publishes.")
    facts = admitted(step)
    from healbot.wiring import open_project

    os.chdir(step.folder())
    with open_project(Path.cwd()) as project:
        if step.trigger.is_comment:
            from healbot.action.retry import retried

            assert facts.pull_request is not None  # noqa: S101 - the gate "not-ours" saw it
            branch = _session(step, project, facts.pull_request.head_branch)
            healed = retried(step, project, branch)
        else:
            from healbot.action.heal_run import healed_run

            step.remote.fetch_sessions(project.plumbing)  # a rerun goes on where it ended
            healed = healed_run(step, project)
        _leave(step, project, healed)
    return healed.ending


def publish_step(step: Step) -> Ending:
    """Publishes a bundle, or answers a comment; runs nothing of the project."""
    os.chdir(step.folder())
    if step.trigger.is_comment:
        from healbot.action.respond import answered

        return answered(step)
    from healbot.action.publish import published

    return published(step)


def _session(step: Step, project: Project, branch: str) -> SessionBranch:
    """Returns a session as its branch on GitHub tells it."""
    step.remote.fetch_sessions(project.plumbing)
    return project.ledger.load(branch)


def _leave(step: Step, project: Project, healed: Healed) -> None:
    """Leaves outputs, the summary and, when there is something on a branch, the bundle."""
    from healbot.ledger.bundle import write_bundle
    from healbot.reports.step_summary import step_summary

    runner = step.runner
    runner.add_summary(step_summary(healed.fixes))
    runner.set_output("branch", " ".join(healed.branches))
    runner.set_output("attempts", str(healed.attempts))
    runner.set_output("cost", healed.cost)
    runner.set_output("sandbox", healed.sandbox)
    if healed.branches:
        report = healed.fixes.to_json()
        write_bundle(step.bundle, project.plumbing, project.ledger, healed.branches, report)
        runner.set_output("bundle", str(step.bundle))
