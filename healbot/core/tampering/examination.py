"""Runs every rule over every file of a patch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from healbot.core.source import SourceFile
from healbot.core.tampering.change import FileChange, changes_between
from healbot.core.tampering.code import TooDeep
from healbot.core.tampering.context import GuardContext
from healbot.core.tampering.finding import Finding, Hit, Rule, Severity, visible
from healbot.core.tampering.registry import RULES, TOO_DEEP
from healbot.core.tampering.written_scripts import that_matter

MAX_PER_RULE = 20
"""Findings of one rule in one file; more would tell a reviewer nothing new."""


def examine(
    before: Mapping[str, SourceFile | None],
    after: Mapping[str, SourceFile],
    context: GuardContext | None = None,
) -> tuple[Finding, ...]:
    """Returns what a patch does that a fix should not: rejections first, then by place.

    `before` holds the files that the patch changes (``None`` or absent: the file is new), `after`
    their new content; a file that is in `before` alone is deleted. Nothing is reported that was
    there before.
    """
    context = context or GuardContext()
    findings: list[Finding] = []
    changes, too_deep = _changes(before, after, context)
    findings += (_too_deep(path) for path in too_deep)
    for change in changes:
        try:
            findings += _examine(change, context)
        except (RecursionError, MemoryError):
            findings.append(_too_deep(change.path))
    return tuple(sorted(that_matter(findings, context), key=_order))


def _changes(
    before: Mapping[str, SourceFile | None], after: Mapping[str, SourceFile], context: GuardContext
) -> tuple[list[FileChange], list[str]]:
    """Returns the changes that can be examined and the paths that are nested too deeply."""
    too_deep: list[str] = []
    while True:
        kept = {path: source for path, source in after.items() if path not in too_deep}
        old = {path: source for path, source in before.items() if path not in too_deep}
        try:
            return changes_between(old, kept, context.target), too_deep
        except TooDeep as error:
            too_deep.append(str(error))


def _examine(change: FileChange, context: GuardContext) -> Iterator[Finding]:
    for rule in RULES:
        told: set[int] = set()
        for hit in rule.find(change, context):
            if hit.line in told:
                continue
            told.add(hit.line)
            if len(told) > MAX_PER_RULE:
                break
            yield _finding(rule, hit, change)


def _finding(rule: Rule, hit: Hit, change: FileChange) -> Finding:
    source = change.before if hit.in_before else change.after
    text = source.line(hit.line) if source else ""
    severity = hit.severity or rule.severity
    line, reason = visible(text), visible(hit.reason)
    return Finding(rule.id, severity, change.path, hit.line, line, reason, hit.in_before)


def _too_deep(path: str) -> Finding:
    return Finding(TOO_DEEP.id, TOO_DEEP.severity, path, 0, "", TOO_DEEP.description)


def _order(finding: Finding) -> tuple[bool, str, int, str]:
    rejected = finding.severity is Severity.REJECT
    return (not rejected, finding.path, finding.line, finding.rule)
