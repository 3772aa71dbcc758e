"""The verb ``detect``: how the project is tested, and what fails, grouped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from healbot.cli.group import cli, json_option, print_json
from healbot.cli.options import project_settings, setting_options, take_flags


@cli.command()
@click.argument("target", required=False)
@click.option("--matrix", is_flag=True, help="Print a matrix for GitHub Actions, on one line.")
@click.option("--quiet", "-q", is_flag=True, help="Do not show what is going on.")
@setting_options
@json_option
def detect(target: str | None, matrix: bool, quiet: bool, as_json: bool, **options: Any) -> None:
    """Finds out how this project is tested, runs it, and groups what fails.

    One group is one heal. TARGET is a test, a test file or a folder, as for healbot fix.
    """
    from healbot import wiring
    from healbot.fix_options import FixOptions
    from healbot.reports.console import console
    from healbot.reports.detection import (
        Detection,
        detection_as_json,
        detection_as_matrix,
        print_detection,
    )
    from healbot.reports.live_progress import LiveProgress
    from healbot.wanted import Wanted, request_for

    silent = quiet or as_json or matrix
    with wiring.open_project(Path.cwd()) as project:
        settings = project_settings(project.plumbing, take_flags(options), silent=silent)
        request, detected = request_for(project.plumbing, Wanted(target), settings)
        with LiveProgress(silent) as progress:
            groups = wiring.failing_groups(project, request, FixOptions(settings), progress)
    found = Detection(
        kind=request.kind,
        command=detected.command if detected else request.target,
        cwd=request.cwd,
        reason=detected.reason if detected else "",
        groups=groups,
        others=tuple(f"{way.command} ({way.reason})" for way in detected.others)
        if detected else (),
        other_projects=detected.other_projects if detected else (),
    )  # fmt: skip
    if matrix:
        line, left_out = detection_as_matrix(found)
        click.echo(line)
        if left_out:
            click.echo(f"{left_out} more do not fit into one matrix.", err=True)
    elif as_json:
        print_json(detection_as_json(found))
    else:
        print_detection(console(), found)
