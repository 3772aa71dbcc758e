"""The ``healbot`` command: parses, calls, prints. Heavy imports happen inside the verbs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from healbot import __version__
from healbot.core.errors import ExitCode, HealbotError, UsageError

if TYPE_CHECKING:
    from healbot.core.session import Request
    from healbot.ledger.git_ledger import SessionBranch
    from healbot.wiring import Project
    from healbot.workshop import FixOptions

_EPILOG = """\b
Exit codes:
  0    healed, or nothing to heal        5    refused input
  1    gave up                           6    environment (git, sandbox, disk, interpreter)
  2    usage                             7    already running
  3    not reproduced                    70   a defect of healbot
  4    flaky                             130  interrupted
"""


class JsonMode:
    """Whether the verb that runs was asked for JSON; errors are printed in the same form."""

    def __init__(self) -> None:
        self.on = False


def _json_option(function: Any) -> Any:
    def remember(context: click.Context, _: click.Parameter, value: bool) -> bool:
        context.ensure_object(JsonMode).on = value
        return value

    return click.option(
        "--json", "as_json", is_flag=True, callback=remember, is_eager=True,
        help="Print JSON (see report.schema.json) instead of text.",
    )(function)  # fmt: skip


@click.group(epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="healbot")
def cli() -> None:
    """Heals a failing Python script on a Git branch and proves the fix.

    Your files are never touched unless you ask for it: every attempt is a commit on a branch of
    its own. No account, key or network is needed.
    """


def _run_options(function: Any) -> Any:
    """The options that say how the sandbox runs the script; ``fix`` and ``resume`` share them."""
    options = [
        click.option("--max-attempts", type=click.IntRange(1, 1000), default=5, show_default=True,
                     help="Give up after this many attempts."),
        click.option("--python", metavar="PATH",
                     help="Interpreter to run the script with (default: the project's .venv, "
                     "VIRTUAL_ENV, python3)."),
        click.option("--env", "environment", metavar="NAME", multiple=True,
                     help="Pass this environment variable into the sandbox (repeatable)."),
        click.option("--network/--no-network", default=False, show_default=True,
                     help="Whether the script may use the network."),
        click.option("--sandbox", type=click.Choice(["auto", "overlay", "copy"]), default="auto",
                     show_default=True, help="Where the script runs."),
        click.option("--apply", is_flag=True,
                     help="Write the proven fix to your files as well."),
        click.option("--quiet", "-q", is_flag=True, help="Print only how it ended."),
    ]  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return function


@cli.command(context_settings={"allow_interspersed_args": True})
@click.argument("script", required=False, type=click.Path(path_type=Path))
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 86400),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="Limit for each run of the script.",
)
@click.option(
    "--stdin",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Give the script this file as standard input.",
)
@click.option(
    "--expect-output",
    metavar="REGEX",
    multiple=True,
    help="Fails unless standard output matches (repeatable).",
)
@click.option(
    "--forbid-output",
    metavar="REGEX",
    multiple=True,
    help="Fails when standard output matches (repeatable).",
)
@click.option(
    "--expect-nonempty",
    metavar="[FILE]",
    is_flag=False,
    flag_value="-",
    multiple=True,
    help="Fails when standard output, or FILE, is empty ([], {}, a header, blank).",
)
@click.option(
    "--expect-json",
    metavar="SCHEMA",
    multiple=True,
    help="Fails unless standard output is JSON that satisfies the schema (file or text).",
)
@click.option(
    "--check",
    metavar="COMMAND",
    multiple=True,
    help="Runs in the sandbox after the script; fails when it does not exit 0.",
)
@click.option(
    "--generator",
    "generators",
    metavar="NAME",
    multiple=True,
    help="Use only this generator (repeatable).",
)
@click.option("--init", is_flag=True, help="Make a Git repository here when there is none.")
@_run_options
@_json_option
def fix(
    script: Path | None,
    arguments: tuple[str, ...],
    timeout: float,
    stdin: Path | None,
    expect_nonempty: tuple[str, ...],
    generators: tuple[str, ...],
    init: bool,
    quiet: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Heals SCRIPT, run with ARGUMENTS, on a new branch.

    Put arguments that begin with a dash behind two dashes: healbot fix report.py -- --year 2026
    """
    from healbot import wiring

    script, expect_nonempty = _script_behind_flag(script, expect_nonempty)
    oracles = [
        (name, value)
        for name in ("expect-output", "forbid-output", "expect-json", "check")
        for value in options.pop(name.replace("-", "_"))
    ]
    oracles += [("expect-nonempty", value) for value in expect_nonempty]
    from healbot.reproducers.script import check_script

    check_script(script)
    wiring.check_choices(oracles, generators, timeout)  # before --init makes anything
    from healbot.workshop import FixOptions

    fix_options = FixOptions(init=init, **options)
    with wiring.open_project(script.resolve().parent, init=init) as project:
        request = wiring.request_for_script(
            project,
            script,
            arguments,
            stdin=stdin,
            timeout=timeout,
            oracles=oracles,
            generators=generators,
        )
        _heal(project, request, fix_options, quiet=quiet, as_json=as_json)


def _script_behind_flag(
    script: Path | None, expect_nonempty: tuple[str, ...]
) -> tuple[Path, tuple[str, ...]]:
    """Gives back the script that ``--expect-nonempty SCRIPT`` took for its FILE."""
    if script is not None:
        return script, expect_nonempty
    if expect_nonempty and expect_nonempty[-1].endswith(".py"):
        return Path(expect_nonempty[-1]), (*expect_nonempty[:-1], "-")
    raise UsageError("Which script?", hint="Name it: healbot fix path/to/script.py")


def _heal(
    project: Project,
    request: Request,
    options: FixOptions,
    *,
    quiet: bool,
    as_json: bool,
    expected_fingerprint: str | None = None,
) -> None:
    from healbot import wiring
    from healbot.reports.terminal import LiveProgress, print_summary

    with LiveProgress(quiet or as_json) as progress:
        summary = wiring.fix(project, request, options, progress, expected_fingerprint)
    if as_json:
        _print_json(summary.to_json())
    else:
        print_summary(summary, quiet=quiet)
    raise SystemExit(summary.exit_code)


@cli.command()
@click.argument("branch", required=False)
@_run_options
@_json_option
def resume(branch: str | None, quiet: bool, as_json: bool, **options: Any) -> None:
    """Goes on with the session on BRANCH (default: the newest) where it ended.

    Network, environment and interpreter are not taken from the branch: give them again.
    """
    from healbot import wiring
    from healbot.workshop import FixOptions

    with _session(branch) as (project, found):
        request = wiring.resume_request(project, found)
        _heal(
            project,
            request,
            FixOptions(**options),
            quiet=quiet,
            as_json=as_json,
            expected_fingerprint=found.session.fingerprint,
        )


@contextmanager
def _session(branch: str | None) -> Iterator[tuple[Project, SessionBranch]]:
    """Opens the repository of the current folder and the session on `branch`, or the newest."""
    from healbot import wiring

    with wiring.open_project(Path.cwd()) as project:
        name = branch or project.ledger.newest()
        if name is None:
            raise UsageError(
                "There is no healbot branch in this repository.",
                hint="Make one: healbot fix path/to/script.py",
            )
        yield project, project.ledger.load(name)


_branch_option = click.option("--branch", metavar="BRANCH", help="Default: the newest one.")


@cli.command(name="list")
@_json_option
def list_(as_json: bool) -> None:
    """Lists the sessions in this repository."""
    from healbot import wiring
    from healbot.reports.summary import SCHEMA_VERSION, session_json
    from healbot.reports.terminal import print_sessions

    with wiring.open_project(Path.cwd()) as project:
        sessions, foreign = wiring.all_sessions(project)
    if as_json:
        items = [session_json(name, session) for name, session in sessions]
        _print_json({"version": SCHEMA_VERSION, "kind": "sessions", "sessions": items})
        return
    if sessions or not foreign:
        print_sessions(sessions)
    for name in foreign:
        click.echo(f"{name}  holds someone else's commits; healbot leaves it.")


@cli.command()
@click.argument("branch", required=False)
@_json_option
def log(branch: str | None, as_json: bool) -> None:
    """Shows the attempts on BRANCH (default: the newest) as a table."""
    from healbot.reports.summary import session_json
    from healbot.reports.terminal import print_log

    with _session(branch) as (_, found):
        if as_json:
            _print_json(session_json(found.name, found.session))
        else:
            print_log(found.name, found.session)


@cli.command()
@click.argument("number", type=click.IntRange(0))
@_branch_option
@_json_option
def show(number: int, branch: str | None, as_json: bool) -> None:
    """Shows attempt NUMBER: its diff and the traceback before and after it."""
    from healbot import wiring
    from healbot.reports.terminal import print_attempt

    with _session(branch) as (_, found):
        view = wiring.attempt_view(found, number)
    if as_json:
        _print_json(view.to_json())
    else:
        print_attempt(view)


@cli.command()
@click.argument("number", type=click.IntRange(0), required=False)
@_branch_option
@_json_option
def diff(number: int | None, branch: str | None, as_json: bool) -> None:
    """Shows the whole change from your files to attempt NUMBER (default: the best one)."""
    from healbot import wiring
    from healbot.reports.terminal import console, print_diff

    with _session(branch) as (_, found):
        chosen = found.session.tip if number is None else number
        text = wiring.whole_diff(found, chosen)
    if as_json:
        _print_json({"version": 1, "kind": "diff", "branch": found.name, "number": chosen,
                     "diff": text})  # fmt: skip
    elif text:
        print_diff(console(), text)
    else:
        click.echo("No change.")


@cli.command()
@click.argument("number", type=click.IntRange(0))
@_branch_option
@_json_option
def rollback(number: int, branch: str | None, as_json: bool) -> None:
    """Puts the branch back to attempt NUMBER (0: the base) with a new commit.

    Nothing is rewritten and your files are not touched.
    """
    from healbot import wiring

    with _session(branch) as (project, found):
        commit = wiring.roll_back(project, found, number)
    if as_json:
        _print_json({"version": 1, "kind": "rollback", "branch": found.name, "number": number,
                     "commit": commit})  # fmt: skip
    else:
        what = f"attempt {number}" if number else "the base"
        click.echo(f"{found.name} is back at {what} (commit {commit[:10]}).")


@cli.command()
@click.argument("number", type=click.IntRange(1), required=False)
@_branch_option
@_json_option
def apply(number: int | None, branch: str | None, as_json: bool) -> None:
    """Writes attempt NUMBER (default: the proven one) to your files.

    Refuses when one of them has changed since healbot looked at it.
    """
    from healbot import wiring

    with _session(branch) as (project, found):
        chosen, paths = wiring.apply_attempt(project, found, number)
    if as_json:
        _print_json({"version": 1, "kind": "apply", "branch": found.name, "number": chosen,
                     "paths": list(paths)})  # fmt: skip
    else:
        click.echo(f"Attempt {chosen} is in your files: {', '.join(paths)}.")
        click.echo("Nothing was staged or committed; git diff shows it.")


@cli.command()
@click.argument("branch")
@_json_option
def drop(branch: str, as_json: bool) -> None:
    """Deletes the session's BRANCH."""
    from healbot import wiring

    with wiring.open_project(Path.cwd()) as project:
        commit = project.ledger.drop(branch)
    if as_json:
        _print_json({"version": 1, "kind": "drop", "branch": branch, "commit": commit})
    else:
        click.echo(f"Deleted {branch}. To get it back: git branch {branch} {commit[:12]}")


@cli.command()
@_json_option
@click.option("--python", metavar="PATH", help="The interpreter to look at.")
def doctor(as_json: bool, python: str | None) -> None:
    """Says which interpreter, sandbox, git and generators are at hand, and what to do."""
    from healbot import doctor as examination
    from healbot.reports.terminal import print_findings

    findings = examination.examine(Path.cwd(), python)
    if as_json:
        _print_json({"version": 1, "kind": "doctor",
                     "findings": [finding.to_json() for finding in findings]})  # fmt: skip
    else:
        print_findings(findings)
    if any(finding.level == "problem" for finding in findings):
        raise SystemExit(ExitCode.ENVIRONMENT)


@cli.command()
@click.option("--keep", is_flag=True, help="Keep the project to look around in.")
def demo(keep: bool) -> None:
    """Makes a small broken project in a temporary folder and heals it before your eyes."""
    from healbot.demo import run_demo

    run_demo(keep=keep, run=lambda arguments: main(arguments, exit_process=False))


def _print_json(data: dict[str, Any]) -> None:
    click.echo(json.dumps(data, indent=2, ensure_ascii=True))


def main(arguments: list[str] | None = None, *, exit_process: bool = True) -> int:
    """Runs the command line; the one place where errors become messages and exit codes."""
    mode = JsonMode()
    words = sys.argv[1:] if arguments is None else arguments
    own_words = words[: words.index("--")] if "--" in words else words
    mode.on = "--json" in own_words  # so that an unknown verb is answered in JSON too
    if exit_process:
        _end_as_by_ctrl_c()
    status = _guarded(arguments, mode)
    if exit_process:
        sys.exit(status)
    return status


def _end_as_by_ctrl_c() -> None:
    """Makes SIGTERM (a cancelled CI job) and SIGHUP end healbot in good order, as Ctrl-C does."""
    import signal

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, interrupt)


def _guarded(arguments: list[str] | None, mode: JsonMode) -> int:
    try:
        cli.main(args=arguments, standalone_mode=False, obj=mode)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else ExitCode.HEALED
    except HealbotError as error:
        return _fail(mode, error.exit_code, error.message, error.hint)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "healbot"
        return _fail(mode, ExitCode.USAGE, error.format_message(), f"See {command} --help.")
    except (KeyboardInterrupt, click.Abort):
        hint = "Your files are untouched. healbot resume goes on from the last attempt."
        return _fail(mode, ExitCode.INTERRUPTED, "interrupted.", hint)
    except BrokenPipeError:
        sys.stderr.close()  # the reader went away: nothing to say, and no complaint at exit
        return ExitCode.HEALED
    except OSError as error:
        hint = "Your files are untouched. See what healbot doctor says."
        return _fail(mode, ExitCode.ENVIRONMENT, f"The system refused something: {error}.", hint)
    except Exception as error:
        return _fail(mode, ExitCode.DEFECT, *_defect(error))
    return ExitCode.HEALED


def _defect(error: Exception) -> tuple[str, str]:
    """Keeps the traceback of a defect of healbot's own in a file and says where."""
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile(
        "w", prefix="healbot-defect-", suffix=".txt", delete=False, encoding="utf-8"
    ) as file:
        file.write(f"healbot {__version__}, Python {sys.version}\n\n")
        file.write("".join(traceback.format_exception(error)))
    message = f"a defect of healbot's own: {type(error).__name__}: {error}"
    return message, f"Your files are untouched. Please report it with the file {file.name}"


def _fail(mode: JsonMode, exit_code: int, message: str, hint: str) -> int:
    from healbot.reports.errors import print_error

    if mode.on:
        error = {"message": message, "hint": hint}
        _print_json({"version": 1, "kind": "error", "exit_code": int(exit_code), "error": error})
    else:
        print_error(message, hint)
    return int(exit_code)


if __name__ == "__main__":
    main()
