"""The verb ``write``: a goal becomes a script that meets its checks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from healbot.cli.fix import heal_and_print, show_request
from healbot.cli.group import cli, json_option
from healbot.cli.options import (
    check_options,
    project_settings,
    report_options,
    settings_from,
    start_options,
    take_checks,
    take_flags,
)


@cli.command()
@click.argument("goal")
@click.option("-o", "--output", required=True, metavar="SCRIPT.py", help="The script to write.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@check_options
@start_options
@report_options
@json_option
def write(
    goal: str,
    output: str,
    arguments: tuple[str, ...],
    stdin: Path | None,
    expect_nonempty: tuple[str, ...],
    dry_run: bool,
    init: bool,
    quiet: bool,
    explain: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Writes SCRIPT.py for GOAL with a language model, runs it, and heals it until it passes.

    It is written to your folder only when it passes all checks; it overwrites nothing. Without a
    check it must at least end with exit status 0 and print something. ARGUMENTS are given to it.

    healbot write "print the titles on https://example.org as JSON" -o titles.py --network
    --expect-nonempty
    """
    from healbot import wiring
    from healbot.fix_options import FixOptions
    from healbot.settings.config_file import Config
    from healbot.wanted import Wanted, checked_folder, request_for

    flags = take_flags(options)
    oracles = take_checks(options, expect_nonempty)
    wanted = Wanted(output, arguments, kind="script", stdin=stdin, oracles=oracles, goal=goal)
    folder = checked_folder(wanted)
    given = settings_from(Config(), flags)
    wiring.check_choices(oracles, given.generators.value, given.timeout.value)  # before --init
    with wiring.open_project(folder, init=init) as project:
        settings = project_settings(project.plumbing, flags, silent=quiet or as_json)
        request, _ = request_for(project.plumbing, wanted, settings)
        if dry_run:
            show_request(project, request, FixOptions(settings), quiet=quiet, as_json=as_json)
            return
        wiring.require_model(project, settings)
        # To deliver the script is what was asked for; its place was empty, nothing is lost.
        heal_and_print(
            project,
            request,
            FixOptions(settings, apply=True, init=init),
            quiet=quiet,
            explain=explain,
            as_json=as_json,
        )
