"""From one execution and its verdicts to the failure they show, if they show one."""

from __future__ import annotations

import signal
from collections.abc import Callable, Sequence
from dataclasses import replace

from healbot.core.case_diagnosis import failure_of_suite
from healbot.core.execution import Execution, Stop
from healbot.core.failure import (
    Failure,
    FailureKind,
    exception_fingerprint,
    fingerprint_of,
    normalise_message,
)
from healbot.core.failure_text import headline_of, redacted, relative_text, tail
from healbot.core.reproducer import Reproducer
from healbot.core.traceback_parser import parse_traceback
from healbot.core.verdict import Verdict

_LIMITS = {
    Stop.TIMEOUT: "ran longer than its time limit",
    Stop.OUTPUT: "printed more than its output limit",
    Stop.PROCESSES: "started more processes than its limit",
    Stop.MEMORY: "used more memory than its limit",
    Stop.DISK: "wrote more to disk than its limit",
}


def diagnose(
    execution: Execution,
    verdicts: Sequence[Verdict],
    roots: Sequence[str],
    cwd: str,
    redact: Callable[[str], str],
) -> Failure | None:
    """Returns what failed, ``None`` when the run ended well and every verdict is a pass.

    `roots` are the absolute folders under which the project appeared to the run, `cwd` its folder
    relative to the root. Everything in the result went through `redact`.
    """
    failing = tuple(verdict for verdict in verdicts if not verdict.passed)
    if execution.exited_zero and not failing:
        return None
    failing = tuple(_clean(verdict, roots, redact) for verdict in failing)
    if execution.tests is not None and execution.stop is None and execution.signal is None:
        failure = failure_of_suite(execution.tests, roots, cwd, redact)
        if failure is not None:
            return replace(failure, verdicts=failing)
    # Redacted before it is cut: half a secret would not be recognised.
    shown = tail(redact(relative_text(execution.stderr, roots)))
    stdout = redact(execution.stdout)
    if execution.exited_zero:
        return _oracle_failure(failing, stdout)
    if execution.stop is not None:
        headline = _LIMITS[execution.stop]
        fingerprint = fingerprint_of(FailureKind.LIMIT, execution.stop.value)
        return Failure(
            FailureKind.LIMIT, (), failing, headline, fingerprint, shown, stdout, execution.stop
        )
    raised = parse_traceback(execution.stderr, roots, cwd)
    if not raised:  # test runners tell on standard output
        raised = parse_traceback(execution.stdout, roots, cwd)
        shown = tail(redact(relative_text(execution.stdout, roots))) if raised else shown
    exceptions = redacted(raised, redact)
    if exceptions and execution.signal is None:
        # Without the folder of the run, which another run of the same code does not share.
        last = replace(exceptions[-1], message=relative_text(exceptions[-1].message, roots))
        return Failure(
            FailureKind.EXCEPTION,
            exceptions,
            failing,
            headline_of(last),
            exception_fingerprint(last),
            shown,
            stdout,
        )
    if execution.signal is not None:
        headline = f"was ended by {_signal_name(execution.signal)}"
        fingerprint = fingerprint_of(FailureKind.SIGNAL, str(execution.signal))
        return Failure(FailureKind.SIGNAL, (), failing, headline, fingerprint, shown, stdout)
    shown = shown or tail(stdout)  # scripts that check and exit often complain on stdout
    said = next((line for line in reversed(shown.splitlines()) if line.strip()), "")
    headline = f"exit status {execution.exit_code}" + (f": {said.strip()}" if said else "")
    fingerprint = fingerprint_of(
        FailureKind.EXIT_STATUS, str(execution.exit_code), normalise_message(said)
    )
    return Failure(FailureKind.EXIT_STATUS, (), failing, headline, fingerprint, shown, stdout)


def not_written(
    reproducer: Reproducer,
    execution: Execution,
    roots: Sequence[str],
    redact: Callable[[str], str],
) -> Failure:
    """Returns the failure of a run whose script is still to be written.

    Its identity is the script's path and the goal: two goals for one file are two sessions.
    """
    goal = redact(reproducer.goal)
    said = tail(redact(relative_text(execution.stderr, roots)))
    return Failure(
        FailureKind.UNWRITTEN,
        (),
        (),
        f"{reproducer.target} is not written yet",
        fingerprint_of(FailureKind.UNWRITTEN, reproducer.target, " ".join(goal.split())),
        f"Goal: {goal}\n{said}",
    )


def _clean(verdict: Verdict, roots: Sequence[str], redact: Callable[[str], str]) -> Verdict:
    return replace(
        verdict,
        detail=redact(relative_text(verdict.detail, roots)),
        evidence=tail(redact(relative_text(verdict.evidence, roots))),
    )


def _oracle_failure(failing: tuple[Verdict, ...], stdout: str) -> Failure:
    parts = [f"{v.oracle}:{normalise_message(v.detail)}" for v in failing]
    text = "\n".join(
        f"{v.oracle}: {v.detail}" + (f"\n{v.evidence}" if v.evidence else "") for v in failing
    )
    headline = f"{failing[0].oracle}: {failing[0].detail}"
    fingerprint = fingerprint_of(FailureKind.ORACLE, *parts)
    return Failure(FailureKind.ORACLE, (), failing, headline, fingerprint, text, stdout)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
