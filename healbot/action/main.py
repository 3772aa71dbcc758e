"""Runs one step of the Action; the one place where errors become outcomes and exit codes."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn

from healbot.action import privacy
from healbot.action.ending import FAILED, Ending, ending_of_error
from healbot.action.inputs import TOKEN_VARIABLE, Inputs, read_inputs
from healbot.action.runner import Level, Runner
from healbot.action.step import Step
from healbot.action.steps import check_step, heal_step, publish_step
from healbot.core.errors import ExitCode, HealbotError, UsageError

_STEPS: Mapping[str, Callable[[Step], Ending]] = {
    "check": check_step,
    "heal": heal_step,
    "publish": publish_step,
}

_NOTHING_FOUND = ("gave-up", "not-reproduced", "flaky")


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs the step that the argument names and ends the process with its exit code."""
    _one_stream()
    privacy.close_to_others()
    words = sys.argv[1:] if arguments is None else list(arguments)
    sys.exit(run(words, privacy.take(TOKEN_VARIABLE)))


def run(words: Sequence[str], token: str) -> int:
    """Runs the step that `words` name and returns the exit code; nothing is raised."""
    runner = Runner.of(os.environ)
    if token:
        runner.mask(token)
    inputs = Inputs()
    try:
        inputs = read_inputs(os.environ)
        if len(words) != 1 or words[0] not in _STEPS:
            raise UsageError("Say which step to run.", hint=f"There are: {', '.join(_STEPS)}")
        ending = _STEPS[words[0]](Step(inputs, token, runner, os.environ))
    except HealbotError as error:
        from healbot.reports.step_summary import error_summary

        ending = ending_of_error(error, publishes="publish" in words)
        runner.add_summary(error_summary(error))
    except KeyboardInterrupt:
        ending = Ending(FAILED, "Interrupted.", ExitCode.INTERRUPTED)
    except OSError as error:
        ending = Ending(FAILED, f"The system refused something: {error}.", ExitCode.ENVIRONMENT)
    except Exception as error:
        ending = _defect(runner, error)
    return _finish(runner, ending, inputs)


def _finish(runner: Runner, ending: Ending, inputs: Inputs) -> int:
    fails = ending.fails(inputs.fail_on)
    runner.set_output("outcome", ending.outcome)
    level: Level = "warning" if ending.outcome in _NOTHING_FOUND else "notice"
    runner.annotate("error" if fails else level, f"{ending.outcome}: {ending.sentence}")
    return (ending.exit_code or int(ExitCode.GAVE_UP)) if fails else 0


def _defect(runner: Runner, error: Exception) -> Ending:
    """Shows the traceback of a defect of healbot's own in the log."""
    with runner.foreign_output():
        print("".join(traceback.format_exception(error)))  # noqa: T201
    what = f"A defect of healbot's own: {type(error).__name__}. Its traceback is in the log."
    return Ending(FAILED, what, ExitCode.DEFECT)


def _one_stream() -> None:
    """Sends what is said on standard error to standard output.

    The runner reads two streams in no fixed order: a line on the other one could come before the
    command that makes it mere text.
    """
    sys.stderr.flush()
    os.dup2(1, 2)
