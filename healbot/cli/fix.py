"""The verbs that heal: ``fix`` and ``resume``."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from healbot.cli.failed_run import check_alone, fix_run
from healbot.cli.group import cli, json_option, print_json
from healbot.cli.options import (
    check_options,
    project_settings,
    run_options,
    settings_from,
    start_options,
    take_checks,
    take_flags,
)
from healbot.cli.session import opened_session
from healbot.core.errors import UsageError
from healbot.reports.streams import reader_may_leave

if TYPE_CHECKING:
    from healbot.core.reproducer import ReproducerKind
    from healbot.core.session import Request
    from healbot.fix_options import FixOptions
    from healbot.wiring import Project


@cli.command(context_settings={"allow_interspersed_args": True})
@click.argument("target", required=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.option(
    "--command",
    metavar="COMMAND",
    help="Heal what makes this shell command fail, such as 'make test'.",
)
@click.option(
    "--as",
    "kind",
    type=click.Choice(["script", "pytest", "unittest", "doctest"]),
    help="Run TARGET as this (default: by its name and content).",
)
@click.option(
    "--run",
    metavar="ID_OR_URL",
    help="Heal what failed in this run of the project's CI, at its commit (needs GH_TOKEN).",
)
@click.option("--job", default="", metavar="NAME", help="With --run: the failed job to heal.")
@click.option(
    "--repository", metavar="OWNER/NAME", help="With --run: whose run it is (default: origin's)."
)
@check_options
@start_options
@run_options
@json_option
def fix(
    target: str | None,
    arguments: tuple[str, ...],
    command: str | None,
    kind: ReproducerKind | None,
    run: str | None,
    job: str,
    repository: str | None,
    stdin: Path | None,
    expect_nonempty: tuple[str, ...],
    apply: bool,
    init: bool,
    dry_run: bool,
    quiet: bool,
    explain: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Heals TARGET on a new branch: a script, a test, or what fails here when none is named.

    TARGET is a script, a test file, a folder of tests, or a test such as
    tests/test_cart.py::test_total. ARGUMENTS are given to it; put those that begin with a dash
    behind two dashes: healbot fix report.py -- --year 2026
    """
    from healbot import wiring
    from healbot.fix_options import FixOptions
    from healbot.reports.console import console
    from healbot.settings.config_file import Config
    from healbot.wanted import Wanted, checked_folder, request_for

    target, expect_nonempty = _target_behind_flag(target, expect_nonempty)
    flags = take_flags(options)
    oracles = take_checks(options, expect_nonempty)
    given = settings_from(Config(), flags)
    wiring.check_choices(oracles, given.generators.value, given.timeout.value)  # before --init
    if run is not None:
        said = {"TARGET": target, "--command": command, "--as": kind, "--stdin": stdin,
                "a check": oracles, "--init": init}  # fmt: skip
        check_alone(said)
        fix_run(
            run, job, repository, flags,
            apply=apply, dry_run=dry_run, quiet=quiet, explain=explain, as_json=as_json,
        )  # fmt: skip
        return
    if job or repository:
        raise UsageError("--job and --repository go with --run.", hint="See healbot fix -h.")
    wanted = Wanted(target, arguments, command, kind, stdin, oracles)
    folder = checked_folder(wanted)
    with wiring.open_project(folder, init=init) as project:
        settings = project_settings(project.plumbing, flags, silent=quiet or as_json)
        request, detected = request_for(project.plumbing, wanted, settings)
        if detected is not None and not (quiet or as_json):
            with reader_may_leave(sys.stderr):
                console(stderr=True).print(detected.sentence)
        fix_options = FixOptions(settings, apply=apply, init=init)
        if dry_run:
            show_request(project, request, fix_options, quiet=quiet, as_json=as_json)
            return
        heal_and_print(project, request, fix_options, quiet=quiet, explain=explain, as_json=as_json)


def show_request(
    project: Project, request: Request, options: FixOptions, *, quiet: bool, as_json: bool
) -> None:
    """Prints what a language model would be sent first."""
    from healbot import wiring
    from healbot.reports.live_progress import LiveProgress
    from healbot.reports.terminal import print_dry_run

    with LiveProgress(quiet or as_json) as progress:
        told = wiring.dry_run(project, request, options, progress)
    with reader_may_leave(sys.stdout):
        if as_json:
            print_json(told.to_json())
        else:
            print_dry_run(told)


def _target_behind_flag(
    target: str | None, expect_nonempty: tuple[str, ...]
) -> tuple[str | None, tuple[str, ...]]:
    """Gives back the script that ``--expect-nonempty SCRIPT`` took for its FILE."""
    if target is None and expect_nonempty and expect_nonempty[-1].endswith(".py"):
        return expect_nonempty[-1], (*expect_nonempty[:-1], "-")
    return target, expect_nonempty


def heal_and_print(
    project: Project,
    request: Request,
    options: FixOptions,
    *,
    quiet: bool,
    explain: bool,
    as_json: bool,
    expected_fingerprint: str | None = None,
) -> None:
    """Heals, prints how that ended, and ends the process with the exit code."""
    from healbot import wiring
    from healbot.reports.live_progress import LiveProgress
    from healbot.reports.terminal import print_explanation, print_fixes

    with LiveProgress(quiet or as_json) as progress:
        fixes = wiring.fix(project, request, options, progress, expected_fingerprint)
    with reader_may_leave(sys.stdout):
        if as_json:
            print_json(fixes.to_json())
        else:
            print_fixes(fixes, quiet=quiet)
            if explain:
                print_explanation(fixes)
    raise SystemExit(fixes.exit_code)


@cli.command()
@click.argument("branch", required=False)
@click.option(
    "--hint",
    "hints",
    metavar="TEXT",
    multiple=True,
    help="What you want of the next fix; a proven one is set aside (repeatable).",
)
@click.option("--hint-by", metavar="NAME", help="Who gives the hints (default: user.name of Git).")
@run_options
@json_option
def resume(
    branch: str | None,
    hints: tuple[str, ...],
    hint_by: str | None,
    apply: bool,
    quiet: bool,
    explain: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Goes on with the session on BRANCH (default: the newest) where it ended.

    Network, environment and interpreter are not taken from the branch: give them again. With a
    hint another fix is looked for; the hint is kept on the branch, and a language model is told it.
    """
    from healbot import wiring
    from healbot.fix_options import FixOptions

    with opened_session(branch) as (project, found):
        request = wiring.resume_request(project, found)
        recorded = {"timeout": request.timeout, "generators": request.generators}
        settings = project_settings(
            project.plumbing,
            take_flags(options),
            (found.name, recorded),
            silent=quiet or as_json,
        )
        if hints:
            author = project.plumbing.user_name if hint_by is None else hint_by
            wiring.record_hints(project, found, hints, author, settings)
        heal_and_print(
            project,
            replace(request, timeout=settings.timeout.value, generators=settings.generators.value),
            FixOptions(settings, apply=apply or bool(request.goal)),
            quiet=quiet,
            explain=explain,
            as_json=as_json,
            expected_fingerprint=found.session.fingerprint,
        )
