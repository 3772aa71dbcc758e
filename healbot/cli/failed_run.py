"""``healbot fix --run``: heals what failed in a run of the project's CI."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from healbot.cli.group import print_json
from healbot.cli.options import project_settings
from healbot.core.errors import NotReproduced, UsageError
from healbot.reports.streams import reader_may_leave

if TYPE_CHECKING:
    from healbot.core.session import Request
    from healbot.failed_run import ProjectAt
    from healbot.reproducers.planned_request import PlannedRequest
    from healbot.reproducers.workflow_run import RunPlan
    from healbot.settings.model import Settings
    from healbot.wiring import Project


def check_alone(others: Mapping[str, object]) -> None:
    """Raises `UsageError` when something else than ``--run`` says what to heal.

    `others` are options by name; those that were not given are false.
    """
    given = [name for name, value in others.items() if value]
    if given:
        raise UsageError(
            f"--run says what to heal; {given[0]} says it too.", hint="Give one of them."
        )


def fix_run(
    named: str,
    job: str,
    repository: str | None,
    flags: Mapping[str, object],
    *,
    apply: bool,
    dry_run: bool,
    quiet: bool,
    explain: bool,
    as_json: bool,
) -> None:
    """Heals what failed in the run `named`; ends the process with the exit code."""
    from healbot import failed_run, wiring
    from healbot.fix_options import FixOptions
    from healbot.reports.errors import print_note

    with wiring.open_project(Path.cwd()) as project:
        settings = project_settings(project.plumbing, flags, silent=quiet or as_json)
        plan = _plan(project, named, job, repository, settings)
        if plan.is_foreign:
            settings = replace(settings, sandbox=replace(settings.sandbox, value="overlay"))
        planned = failed_run.planned_request(project.plumbing, plan, settings)
        if not (quiet or as_json):
            _tell(plan, planned)
        options = FixOptions(settings, apply=apply)
        with failed_run.project_at(project, plan.commit, options) as at:
            if at.is_checkout and not (quiet or as_json):
                print_note(
                    f"{plan.commit[:12]} is laid out in a temporary folder, without files that "
                    "are not committed; yours stay as they are."
                )
            if dry_run:
                from healbot.cli.fix import show_request

                show_request(at.project, planned.request, at.options, quiet=quiet, as_json=as_json)
                return
            _heal(at, planned, plan, quiet=quiet, explain=explain, as_json=as_json)


def _plan(
    project: Project, named: str, job: str, repository: str | None, settings: Settings
) -> RunPlan:
    from healbot import failed_run
    from healbot.code_host import code_host, remote_for, remotes_of
    from healbot.core.forge import Repository
    from healbot.core.run_address import parse_run_address
    from healbot.reproducers.here import here_of
    from healbot.sandbox.interpreter import find_interpreter

    address = parse_run_address(named)
    given = Repository.parse(repository) if repository else address.repository
    remotes = remotes_of(project.plumbing)
    host = code_host(given, address.server_url, remotes, os.environ)
    python = find_interpreter(project.root, settings.python.value, os.environ, Path.cwd())
    plan = failed_run.plan_for(
        host.open(), address.run, job=job, job_id=address.job, here=here_of(python)
    )
    failed_run.check_plan(plan)
    if address.attempt not in (None, plan.run.attempt):
        told = f"Attempt {address.attempt} is named; the newest, {plan.run.attempt}, is looked at."
        plan = replace(plan, differences=(told, *plan.differences))
    failed_run.bring_commit(project.plumbing, plan.commit, remote_for(remotes, host))
    return plan


def _tell(plan: RunPlan, planned: PlannedRequest) -> None:
    from healbot.reports.console import console
    from healbot.reports.errors import one_line

    run = plan.run
    branch = f" of {run.head_branch}" if run.head_branch else ""
    lines = [
        f"Run {run.id} ({run.workflow}) at {plan.commit[:12]}{branch}: "
        f"job {plan.job}, {plan.step}: {plan.headline}",
        f"Runs here: {_what(planned.request)}",
        *plan.differences,
    ]
    if planned.missing:
        lines.append(f"{len(planned.missing)} tests of the log are not in the commit.")
    if plan.other_jobs:
        lines.append(f"Also failed: {', '.join(plan.other_jobs[:8])}.")
    with reader_may_leave(sys.stderr):
        for line in lines:
            console(stderr=True).print(one_line(line))


def _what(request: Request) -> str:
    where = "" if request.cwd == "." else f" in {request.cwd}"
    if request.kind in ("command", "script"):
        return " ".join((request.target, *request.arguments)) + where
    shown = ", ".join(request.selection[:3]) or "all tests"
    more = f" and {len(request.selection) - 3} more" if len(request.selection) > 3 else ""
    return f"{request.kind} {shown}{more}{where}"


def _heal(
    at: ProjectAt,
    planned: PlannedRequest,
    plan: RunPlan,
    *,
    quiet: bool,
    explain: bool,
    as_json: bool,
) -> None:
    from healbot import failed_run, wiring
    from healbot.reports.errors import print_note
    from healbot.reports.live_progress import LiveProgress
    from healbot.reports.terminal import print_explanation, print_fixes

    with LiveProgress(quiet or as_json) as progress:
        try:
            fixes = wiring.fix(at.project, planned.request, at.options, progress)
        except NotReproduced as error:
            raise failed_run.not_reproduced(plan, error.message) from error
    failed_run.check_reproduced(fixes, plan)
    known, plan = len(plan.differences), failed_run.with_other_failure(fixes, plan)
    for sentence in () if quiet or as_json else plan.differences[known:]:
        print_note(sentence)
    with reader_may_leave(sys.stdout):
        if as_json:
            print_json(fixes.to_json() | {"run": failed_run.run_json(plan, planned.missing)})
        else:
            print_fixes(fixes, quiet=quiet)
            if explain:
                print_explanation(fixes)
    raise SystemExit(fixes.exit_code)
