"""Compares pytest's own JUnit XML with what the recorder saw in the same run.

JUnit XML cannot tell everything: ids are guessed from class names, control characters are replaced,
plugins may rename cases, a test that passed unexpectedly has passed. So cases are compared by the
part of their ids behind the file, and only what no such loss explains is a disagreement.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from healbot.core.cases import CaseOutcome, CaseResult, SuiteReport
from healbot.core.junit_parser import UnreadableReport, parse_junit

_CONTROL = re.compile(r"#x[0-9A-Fa-f]{2,4}|[^ -~]")
_GROUPS = {
    CaseOutcome.PASSED: "passed",
    CaseOutcome.XPASSED: "passed",
    CaseOutcome.SKIPPED: "skipped",
    CaseOutcome.XFAILED: "skipped",
    CaseOutcome.FAILED: "failed",
    CaseOutcome.ERROR: "failed",
}


def junit_disagreement(report: SuiteReport, junit: bytes | None) -> str:
    """Returns in one sentence how JUnit XML and report differ; ``""`` when they agree."""
    if junit is None:
        return "pytest left no JUnit XML"
    try:
        told = parse_junit(junit)
    except UnreadableReport as error:
        return f"pytest's JUnit XML cannot be read: {error}"
    if not told and report.cases:
        return f"JUnit XML tells of no test, the recorder of {len(report.cases)}"
    in_xml, recorded = _groups(told), _groups(report.cases)
    for key, groups in recorded.items():
        if key in in_xml and not groups & in_xml[key]:
            was, now = ", ".join(sorted(groups)), ", ".join(sorted(in_xml[key]))
            return f"the recorder saw {_shown(key)} as {was}, JUnit XML as {now}"
    bad_xml, bad = _failed(in_xml), _failed(recorded)
    if (bad_xml - bad or bad - bad_xml) and len(bad_xml) != len(bad):
        return f"JUnit XML tells of {len(bad_xml)} failures, the recorder of {len(bad)}"
    return ""


def _groups(cases: Iterable[CaseResult]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for case in cases:
        found[_key(case.id)].add(_GROUPS[case.outcome])
    return found


def _failed(groups: Mapping[str, set[str]]) -> set[str]:
    return {key for key, outcomes in groups.items() if "failed" in outcomes}


def _key(identifier: str) -> str:
    """Returns the part of an id that both records share."""
    path, _, names = identifier.partition("::")
    return _CONTROL.sub("?", names or path.rpartition("/")[2].removesuffix(".py"))


def _shown(key: str) -> str:
    return key if len(key) <= 200 else key[:200] + "…"
