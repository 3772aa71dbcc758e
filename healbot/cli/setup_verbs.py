"""The verbs about healbot itself: ``doctor`` and ``demo``."""

from __future__ import annotations

from pathlib import Path

import click

from healbot.cli.group import cli, json_option, print_json
from healbot.core.errors import ExitCode


@cli.command()
@json_option
@click.option("--python", metavar="PATH", help="The interpreter to look at.")
@click.option(
    "--github",
    "on_github",
    is_flag=True,
    help="Look at the repository on GitHub instead, and at its last failed runs.",
)
@click.option(
    "--repository",
    metavar="OWNER/NAME",
    help="With --github: which repository (default: that of origin).",
)
def doctor(as_json: bool, python: str | None, on_github: bool, repository: str | None) -> None:
    """Says which interpreter, sandbox, git and generators are at hand, and what to do.

    With --github: whether healbot may work in the repository there, and what it would have done
    about the last failed runs. It needs a token (GH_TOKEN) and only reads.
    """
    if on_github or repository:
        _doctor_github(repository, as_json)
        return
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


def _doctor_github(repository: str | None, as_json: bool) -> None:
    import os

    from healbot import doctor_github, wiring
    from healbot.core.forge import Repository
    from healbot.reports.live_progress import LiveProgress
    from healbot.reports.replay import print_replay
    from healbot.reports.terminal import print_findings

    named = Repository.parse(repository) if repository else None
    with wiring.open_project(Path.cwd()) as project, LiveProgress(as_json) as progress:
        found = doctor_github.examine(project.plumbing, named, os.environ, progress.running)
    if as_json:
        print_json({"version": 1, "kind": "doctor", "repository": str(found.repository),
                     "findings": [finding.to_json() for finding in found.findings],
                     "replay": found.replay.to_json() if found.replay else None})  # fmt: skip
    else:
        print_findings(list(found.findings))
        if found.replay is not None:
            print_replay(found.replay)
    if any(finding.level == "problem" for finding in found.findings):
        raise SystemExit(ExitCode.ENVIRONMENT)


@cli.command()
@click.option("--keep", is_flag=True, help="Keep the project to look around in.")
def demo(keep: bool) -> None:
    """Makes a small broken project in a temporary folder and heals it before your eyes."""
    from healbot.cli import main
    from healbot.demo import run_demo

    run_demo(keep=keep, run=lambda arguments: main(arguments, exit_process=False))
