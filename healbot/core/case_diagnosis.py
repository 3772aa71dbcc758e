"""From what a test runner reported to the failure it shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from healbot.core.cases import CaseResult, Comparison, SuiteReport
from healbot.core.failure import (
    Failure,
    FailureKind,
    RaisedException,
    exception_fingerprint,
    fingerprint_of,
    normalise_message,
)
from healbot.core.failure_text import headline_of, redacted, relative_text, tail
from healbot.core.traceback_parser import parse_traceback

Redact = Callable[[str], str]


def failure_of_case(case: CaseResult, roots: Sequence[str], cwd: str, redact: Redact) -> Failure:
    """Returns the failure that one bad case shows.

    `roots` are the absolute folders under which the project appeared to the run, `cwd` its folder
    relative to the root. Everything in the result went through `redact`.
    """
    exceptions = redacted(parse_traceback(case.traceback, roots, cwd), redact)
    if exceptions:
        last = replace(exceptions[-1], message=relative_text(exceptions[-1].message, roots))
        kind, headline = FailureKind.EXCEPTION, headline_of(last)
        fingerprint, site = exception_fingerprint(last), _site(last, case.id)
    else:
        said = redact(relative_text(case.message, roots)).strip() or "failed without saying why"
        kind, headline = FailureKind.TEST, redact(f"{case.id}: {said.splitlines()[0]}")
        fingerprint = fingerprint_of(kind, case.id, normalise_message(said))
        site = fingerprint_of(kind, case.id)
    return Failure(
        kind=kind,
        exceptions=exceptions,
        verdicts=(),
        headline=headline,
        fingerprint=fingerprint,
        traceback=tail(redact(relative_text(case.traceback or case.message, roots))),
        stdout=redact(case.stdout),
        failing_tests=(case.id,),
        comparison=_clean(case.comparison, roots, redact),
        site=site,
    )


def failure_of_suite(
    report: SuiteReport, roots: Sequence[str], cwd: str, redact: Redact
) -> Failure | None:
    """Returns the failure of the first bad case, all bad cases named; ``None`` without one."""
    failing = report.failing
    if not failing:
        return None
    first = failure_of_case(failing[0], roots, cwd, redact)
    names = tuple(dict.fromkeys(case.id for case in failing))
    return replace(first, failing_tests=names)


def _site(exception: RaisedException, case: str) -> str:
    """Returns the identity of a failure whose message differs from run to run."""
    frame = exception.innermost
    place = f"{frame.path}:{frame.function}" if frame else case
    return fingerprint_of(FailureKind.EXCEPTION, exception.type_name, place)


def _clean(
    comparison: Comparison | None, roots: Sequence[str], redact: Redact
) -> Comparison | None:
    if comparison is None:
        return None
    return Comparison(
        comparison.operator,
        redact(relative_text(comparison.left, roots)),
        redact(relative_text(comparison.right, roots)),
    )
