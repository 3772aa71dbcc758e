"""Failing tests grouped by the failure that they show: one group is one heal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from healbot.core.case_diagnosis import failure_of_case
from healbot.core.cases import SuiteReport


@dataclass(frozen=True)
class FailureGroup:
    """Test cases that fail in the same way."""

    fingerprint: str
    headline: str
    tests: tuple[str, ...]
    """The ids of the cases, in the order in which they ran."""


def group_failures(
    report: SuiteReport, roots: Sequence[str], cwd: str, redact: Callable[[str], str]
) -> tuple[FailureGroup, ...]:
    """Returns the groups of a report, in the order in which their first tests ran.

    `roots`, `cwd` and `redact` are those of `failure_of_case`.
    """
    headlines: dict[str, str] = {}
    tests: dict[str, list[str]] = {}
    for case in report.failing:
        failure = failure_of_case(case, roots, cwd, redact)
        headlines.setdefault(failure.fingerprint, failure.headline)
        tests.setdefault(failure.fingerprint, []).append(case.id)
    return tuple(
        FailureGroup(fingerprint, headlines[fingerprint], tuple(dict.fromkeys(ids)))
        for fingerprint, ids in tests.items()
    )
