"""The ``healbot`` command: parses, calls, prints. Heavy imports happen inside the verbs."""

from __future__ import annotations

import sys

import click

from healbot import __version__
from healbot.cli import config, detect, fix, init, ledger_verbs, models, pr, setup_verbs, write
from healbot.cli.group import JsonMode, cli, print_json
from healbot.core.errors import ExitCode, HealbotError, Interrupted

__all__ = [
    "config", "detect", "fix", "init", "ledger_verbs", "main", "models", "pr", "setup_verbs",
    "write",
]  # fmt: skip


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
    except (KeyboardInterrupt, click.Abort) as stop:
        cause = stop.__cause__ if isinstance(stop, click.Abort) else stop  # click wraps it
        hint = "Your files are untouched."
        if isinstance(cause, Interrupted):
            hint += f" healbot resume {cause.branch} goes on from the last attempt."
        return _fail(mode, ExitCode.INTERRUPTED, "interrupted.", hint)
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
        print_json({"version": 1, "kind": "error", "exit_code": int(exit_code), "error": error})
    else:
        print_error(message, hint)
    return int(exit_code)
