"""The step that publishes, for a comment: does what a reviewer asks for and answers.

It runs no code of the project; what ``/healbot retry`` made comes from the heal job in a bundle.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from healbot.action.ending import Ending
from healbot.action.publish import opened_bundle, publish_options, publish_sessions, sandbox_in
from healbot.action.step import Step
from healbot.core.answer import Result
from healbot.core.errors import Refused
from healbot.published_sessions import PublishedSessions, retry_result
from healbot.pull_request_page import PageWriter

if TYPE_CHECKING:
    from healbot.core.publication import PublishOptions
    from healbot.wiring import Project


def answered(step: Step) -> Ending:
    """Answers the comment of the event; replaying the event changes nothing."""
    from healbot.responding import respond
    from healbot.wiring import open_project

    with open_project(Path.cwd()) as project:
        sessions = PublishedSessions(
            project.plumbing, step.forge, step.remote, _options(step, project), PageWriter()
        )
        found = respond(
            step.trigger,
            step.forge,
            sessions,
            step.here("publish"),
            retry=lambda: _retried(step, project),
            limits=step.limits,
        )
    if found.result is None:
        return Ending("unchanged", "This comment was answered before.")
    return Ending("answered", found.result.sentence)


def _options(step: Step, project: Project, sandbox: str = "") -> PublishOptions:
    """Returns how the pull request that is commented on is published again.

    What was squashed stays so: beside it the host keeps the whole session.
    """
    from healbot.ledger.remote import FULL_LEDGER

    number = step.trigger.pull_request
    request = step.forge.pull_request(number) if number is not None else None
    if request is None:
        return publish_options(step, project, "", sandbox)
    ledger = step.remote.ref(project.plumbing.store, FULL_LEDGER + request.head_branch)
    options = publish_options(step, project, request.base_branch, sandbox)
    return replace(options, squash=options.squash or ledger is not None)


def _retried(step: Step, project: Project) -> Result:
    """Publishes what the heal job made of a hint, or says that it made nothing."""
    number, folder = step.trigger.pull_request, step.bundle
    request = step.forge.pull_request(number) if number is not None else None
    if request is None or not folder.is_dir():
        return retry_result((), ())
    with opened_bundle(step, project) as opened:
        if [checked.name for checked in opened.sessions] != [request.head_branch]:
            raise Refused(
                "The bundle of the heal job is about another branch.",
                hint="Nothing was pushed. Look at the heal job.",
            )
        options = _options(step, project, sandbox_in(opened.report))
        results = publish_sessions(step, opened.store, opened.sessions, options)
        return retry_result(results, opened.sessions)
