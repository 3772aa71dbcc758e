"""The verbs about healbot itself: ``doctor`` and ``demo``."""

from __future__ import annotations

from pathlib import Path

import click

from healbot.cli.group import cli, json_option, print_json
from healbot.core.errors import ExitCode


@cli.command()
@json_option
@click.option("--python", metavar="PATH", help="The interpreter to look at.")
def doctor(as_json: bool, python: str | None) -> None:
    """Says which interpreter, sandbox, git and generators are at hand, and what to do."""
    from healbot import doctor as examination
    from healbot.reports.terminal import print_findings

    findings = examination.examine(Path.cwd(), python)
    if as_json:
        print_json({"version": 1, "kind": "doctor",
                     "findings": [finding.to_json() for finding in findings]})  # fmt: skip
    else:
        print_findings(findings)
    if any(finding.level == "problem" for finding in findings):
        raise SystemExit(ExitCode.ENVIRONMENT)


@cli.command()
@click.option("--keep", is_flag=True, help="Keep the project to look around in.")
def demo(keep: bool) -> None:
    """Makes a small broken project in a temporary folder and heals it before your eyes."""
    from healbot.cli import main
    from healbot.demo import run_demo

    run_demo(keep=keep, run=lambda arguments: main(arguments, exit_process=False))
