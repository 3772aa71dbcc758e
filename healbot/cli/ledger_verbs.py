"""The verbs that look at sessions and change them; none of them runs code of the project."""

from __future__ import annotations

from pathlib import Path

import click

from healbot.cli.group import cli, json_option, print_json
from healbot.cli.options import branch_option
from healbot.cli.session import opened_session


@cli.command(name="list")
@json_option
def list_(as_json: bool) -> None:
    """Lists the sessions in this repository."""
    from healbot import wiring
    from healbot.reports.console import console
    from healbot.reports.summary import SCHEMA_VERSION, session_json
    from healbot.reports.terminal import print_sessions

    with wiring.open_project(Path.cwd()) as project:
        sessions, foreign = wiring.all_sessions(project)
    if as_json:
        items = [session_json(name, session) for name, session in sessions]
        print_json({
            "version": SCHEMA_VERSION,
            "kind": "sessions",
            "sessions": items,
            "foreign_branches": list(foreign),
        })  # fmt: skip
        return
    if sessions or not foreign:
        print_sessions(sessions)
    for name in foreign:
        console().print(f"{name}  holds someone else's commits; healbot leaves it.")


@cli.command()
@click.argument("branch", required=False)
@json_option
def log(branch: str | None, as_json: bool) -> None:
    """Shows the attempts on BRANCH (default: the newest) as a table."""
    from healbot.reports.summary import session_json
    from healbot.reports.terminal import print_log

    with opened_session(branch) as (_, found):
        if as_json:
            print_json(session_json(found.name, found.session))
        else:
            print_log(found.name, found.session)


@cli.command()
@click.argument("number", type=click.IntRange(0))
@branch_option
@json_option
def show(number: int, branch: str | None, as_json: bool) -> None:
    """Shows attempt NUMBER: its diff and the traceback before and after it."""
    from healbot import wiring
    from healbot.reports.terminal import print_attempt

    with opened_session(branch) as (_, found):
        view = wiring.attempt_view(found, number)
    if as_json:
        print_json(view.to_json())
    else:
        print_attempt(view)


@cli.command()
@click.argument("number", type=click.IntRange(0), required=False)
@branch_option
@json_option
def diff(number: int | None, branch: str | None, as_json: bool) -> None:
    """Shows the whole change from your files to attempt NUMBER (default: the best one)."""
    from healbot import wiring
    from healbot.reports.console import console
    from healbot.reports.terminal import print_diff

    with opened_session(branch) as (_, found):
        chosen = found.session.tip if number is None else number
        text = wiring.whole_diff(found, chosen)
    if as_json:
        print_json({"version": 1, "kind": "diff", "branch": found.name, "number": chosen,
                     "diff": text})  # fmt: skip
    elif text:
        print_diff(console(), text)
    else:
        click.echo("No change.")


@cli.command()
@click.argument("number", type=click.IntRange(0))
@branch_option
@json_option
def rollback(number: int, branch: str | None, as_json: bool) -> None:
    """Puts the branch back to attempt NUMBER (0: the base) with a new commit.

    Nothing is rewritten and your files are not touched.
    """
    from healbot import wiring

    with opened_session(branch) as (project, found):
        commit = wiring.roll_back(project, found, number)
    if as_json:
        print_json({"version": 1, "kind": "rollback", "branch": found.name, "number": number,
                     "commit": commit})  # fmt: skip
    else:
        what = f"attempt {number}" if number else "the base"
        click.echo(f"{found.name} is back at {what} (commit {commit[:10]}).")


@cli.command()
@click.argument("number", type=click.IntRange(1), required=False)
@branch_option
@json_option
def apply(number: int | None, branch: str | None, as_json: bool) -> None:
    """Writes attempt NUMBER (default: the proven one) to your files.

    Refuses when one of them has changed since healbot looked at it.
    """
    from healbot import wiring
    from healbot.reports.console import console

    with opened_session(branch) as (project, found):
        chosen, paths = wiring.apply_attempt(project, found, number)
    if as_json:
        print_json({"version": 1, "kind": "apply", "branch": found.name, "number": chosen,
                     "paths": list(paths)})  # fmt: skip
    else:
        out = console()
        out.print(f"Attempt {chosen} is in your files: {', '.join(paths)}.")
        out.print("Nothing was staged or committed; git diff shows it.")


@cli.command()
@click.argument("branch")
@json_option
def drop(branch: str, as_json: bool) -> None:
    """Deletes the session's BRANCH."""
    from healbot import wiring

    with wiring.open_project(Path.cwd()) as project:
        commit = project.ledger.drop(branch)
    if as_json:
        print_json({"version": 1, "kind": "drop", "branch": branch, "commit": commit})
    else:
        click.echo(f"Deleted {branch}. To get it back: git branch {branch} {commit[:12]}")
