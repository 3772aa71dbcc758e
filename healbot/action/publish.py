"""The step that publishes: a bundle becomes branches and pull requests, a comment an answer.

It runs no code of the project. Of what the heal job wrote only Git objects count, each examined
again; what is shown to people is derived from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from healbot.action.ending import Ending
from healbot.action.step import Step
from healbot.core.errors import Declined, UsageError
from healbot.core.markdown import inline

if TYPE_CHECKING:
    from healbot.core.attribution import Signature
    from healbot.core.publication import Drafting, Published, PublishOptions
    from healbot.ledger.bundle import OpenedBundle
    from healbot.ledger.checked_session import CheckedSession, Store
    from healbot.pull_request_page import PageWriter
    from healbot.settings.model import Settings
    from healbot.wiring import Project

BACKENDS = ("overlay", "copy")
_DRAFTING: Mapping[bool | str, Drafting] = {"auto": "auto", True: "always", False: "never"}


def published(step: Step) -> Ending:
    """Publishes the sessions of the bundle; raises what `healbot.publishing.publish` raises."""
    from healbot.wiring import open_project

    if not step.bundle.is_dir():
        raise UsageError(
            f"There is no bundle in {step.bundle}.",
            hint="Publish what the step with mode heal left: see its output bundle.",
        )
    with (
        open_project(Path.cwd()) as project,
        opened_bundle(step, project) as opened,
    ):
        options = publish_options(step, project, base_of(step), sandbox_in(opened.report))
        results = publish_sessions(step, opened.store, opened.sessions, options)
    return _ending(results)


@contextmanager
def opened_bundle(step: Step, project: Project) -> Iterator[OpenedBundle]:
    """Opens the bundle beside the checkout; raises `Refused` when something else wrote it."""
    from healbot.core.attribution import BOT
    from healbot.ledger.bundle import open_bundle

    identities = {BOT, _signature(_settings(step, project)).author}
    with open_bundle(step.bundle, project.plumbing, identities=identities) as opened:
        yield opened


def _settings(step: Step, project: Project) -> Settings:
    """Returns the settings that hold: those of the default branch under the workflow's."""
    from healbot.action.heal import settings_of

    return settings_of(step.inputs, project.plumbing, overlay=False)


def _signature(settings: Settings) -> Signature:
    from healbot.core.attribution import Signature

    return Signature.of(settings.author.value, settings.co_author.value)


def base_of(step: Step) -> str:
    """Returns the branch to merge into: the workflow's choice, else the one that failed."""
    base = step.inputs.base or step.trigger.head_branch
    if not base:
        raise UsageError(
            "It is not known which branch the pull request is for.",
            hint="Say it: the input base.",
        )
    return base


def publish_options(step: Step, project: Project, base: str, sandbox: str) -> PublishOptions:
    """Returns how the workflow and the project want sessions to be published."""
    from healbot.core.publication import PublishOptions

    inputs, settings = step.inputs, _settings(step, project)
    return PublishOptions(
        base_branch=base,
        labels=inputs.labels,
        reviewers=inputs.reviewers,
        team_reviewers=inputs.team_reviewers,
        draft=_DRAFTING[inputs.draft],
        squash=inputs.squash,
        signature=_signature(settings),
        protected=settings.protected_paths.value,
        repository_url=step.forge.push_url.removesuffix(".git"),
        run_url=step.run_url,
        report_url=step.run_url,
        sandbox=sandbox,
        starts_ci=step.token_facts.starts_ci,
    )


def sandbox_in(report: Mapping[str, Any]) -> str:
    """Returns the sandbox that a report names, ``""`` unless it is one that there is."""
    fixes = report.get("fixes", [report])
    first = fixes[0] if isinstance(fixes, list) and fixes else None
    sandbox = first.get("sandbox") if isinstance(first, dict) else None
    backend = sandbox.get("backend") if isinstance(sandbox, dict) else None
    return backend if backend in BACKENDS else ""


def publish_sessions(
    step: Step, store: Store, sessions: Sequence[CheckedSession], options: PublishOptions
) -> tuple[Published, ...]:
    """Publishes each of `sessions`, those that the gates decline excepted; says what happened."""
    from healbot.core.publication import Published
    from healbot.publishing import Publisher
    from healbot.pull_request_page import PageWriter

    writer = PageWriter()
    publisher = Publisher(store, step.forge, step.remote, options, writer)
    examined = [(checked, publisher.examine(checked)) for checked in sessions]
    results = []
    for checked, findings in examined:
        try:
            _check_gates(step, checked)
            results.append(publisher.publish(checked, findings))
        except Declined as error:
            results.append(Published("declined", checked.name, error.message, gate=error.gate))
    _leave(step, results, writer)
    return tuple(results)


def _check_gates(step: Step, checked: CheckedSession) -> None:
    from healbot.circumstances import Gathered
    from healbot.core.admission import gate

    here = step.here("publish", branch=checked.name, session=checked.session.id)
    facts = Gathered(step.trigger, step.forge, here)
    declined = gate(step.trigger, facts, step.limits)
    if declined is not None:
        raise declined


def _leave(step: Step, results: Sequence[Published], writer: PageWriter) -> None:
    runner = step.runner
    shown = [item for item in results if item.number is not None and item.action != "declined"]
    runner.set_output("branch", " ".join(item.branch for item in results))
    runner.set_output("pr-url", " ".join(item.url for item in shown))
    runner.set_output("pr-number", " ".join(str(item.number) for item in shown))
    for item in results:
        place = f"[#{item.number}]({item.url})" if item.number is not None else item.branch
        lines = [f"**{item.action}** {place}: {inline(item.reason)}"]
        lines += [f"- {inline(note)}" for note in item.notes]
        runner.add_summary("\n".join(lines) + "\n\n" + writer.overflows.get(item.branch, ""))


def _ending(results: Sequence[Published]) -> Ending:
    sentences = " ".join(
        f"{item.url or item.branch}: {item.action}. {item.reason}" for item in results
    )
    actions = {item.action for item in results}
    if actions & {"created", "updated"}:
        return Ending("published", sentences)
    if "unchanged" in actions:
        return Ending("unchanged", sentences)
    if actions == {"declined"}:
        return Ending("declined", sentences, int(Declined.exit_code))
    return Ending("nothing-to-heal", "The bundle is empty: nothing was published.")
