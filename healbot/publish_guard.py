"""The tampering guard once more, over what a branch really changes, before it is published.

All is read from Git's objects: the job that may push runs nothing of the project, and has no
interpreter of it to ask. What a branch says of itself widens nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from healbot.core.errors import Refused
from healbot.core.failure import Failure, FailureKind, RaisedException
from healbot.core.observation import CrashState, InterpreterFacts
from healbot.core.publication import PublishOptions
from healbot.core.reproducer import Reproducer
from healbot.core.session import Session
from healbot.core.source import SourceFile
from healbot.guard import Guard
from healbot.ledger.checked_session import CheckedSession, Store
from healbot.ledger.tree_files import TreeFiles
from healbot.reproducers.declared import declared_in

if TYPE_CHECKING:
    from healbot.core.tampering import Finding

_UNKNOWN_IMPORT = "unknown-import"
_EXCEPTION = re.compile(r"[A-Za-z_][\w.]{0,100}(?=:|\Z| in )")


class _NoInterpreter:
    """The `healbot.ports.Inspector` where no interpreter of the project may run."""

    def interpreter(self) -> InterpreterFacts:
        """Returns facts that know of no installed module."""
        return InterpreterFacts("", (3, 11, 0), frozenset(), {}, frozenset())

    def members(self, module: str) -> tuple[str, ...]:
        """Returns nothing."""
        return ()

    def crash(self) -> CrashState | None:
        """Returns nothing."""
        return None


def examine_again(
    store: Store, checked: CheckedSession, options: PublishOptions
) -> tuple[Finding, ...]:
    """Returns what a reviewer should look at in the whole change of a session.

    Raises `Refused` when the guard rejects it.
    """
    from healbot.core.tampering import Severity

    files = TreeFiles(store.objects, checked.entries[0].tree)
    guard = Guard(
        _reproducer(checked, files, options),
        files,
        _NoInterpreter(),
        lambda: declared_in(files),
        allow_tests=options.allow_tests,
        protected=options.protected,
    )
    guard.of(_failure(checked.session))
    before: dict[str, SourceFile] = {}
    after: dict[str, SourceFile] = {}
    for path, change in checked.changes.items():
        after[path] = change.after
        if change.before.exists:
            before[path] = change.before
    findings = (
        *(_softened(finding) for finding in guard.examine(before, after)),
        *_other_than_python(checked),
    )
    for finding in findings:
        if finding.severity is Severity.REJECT:
            raise Refused(
                f"The guard rejects what {checked.name} changes in {ascii(finding.path)[1:-1]}: "
                f"{finding.reason}",
                hint="Nothing was pushed. Either the heal ran with other settings, or somebody "
                "else wrote the branch.",
            )
    return findings


def _other_than_python(checked: CheckedSession) -> Iterator[Finding]:
    """Yields a flag for each file that no generator of healbot edits: it may be anything.

    Scripts without a suffix are edited when they are what was healed.
    """
    from healbot.core.tampering import Finding, Severity

    for path in sorted(checked.changes):
        if (
            not path.lower().endswith((".py", ".pyw", ".pyi"))
            and path != checked.session.request.target
        ):
            reason = "This is no Python source; look what reads it."
            yield Finding("not-python", Severity.FLAG, path, 0, "", reason)


def _softened(finding: Finding) -> Finding:
    """Turns the one rejection that only the project's interpreter could decide into a flag."""
    from healbot.core.tampering import Severity

    if finding.rule != _UNKNOWN_IMPORT or finding.severity is not Severity.REJECT:
        return finding
    return replace(finding, severity=Severity.FLAG)


def _reproducer(checked: CheckedSession, files: TreeFiles, options: PublishOptions) -> Reproducer:
    from healbot.core.tampering import is_test_file

    request = checked.session.request
    target, goal = request.target, request.goal
    if is_test_file(target):  # "the script is called tests/test_total.py" would open that file
        target = ""
    if goal and not (options.written and files.source(target) is None):
        goal = ""
    return Reproducer(request.kind, (), request.cwd, request.target, target, goal=goal)


def _failure(session: Session) -> Failure:
    """Returns as much of the failure as the branch tells."""
    named = _EXCEPTION.match(session.headline)
    exceptions = (RaisedException(named[0], "", ()),) if named else ()
    tests = session.request.selection if session.request.is_test_run else ()
    return Failure(
        FailureKind.TEST if tests else FailureKind.EXCEPTION,
        exceptions,
        (),
        session.headline,
        session.fingerprint,
        session.traceback,
        failing_tests=tests,
    )
