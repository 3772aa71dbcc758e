"""What the gate's oracles judge: the runs with and without a patch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from healbot.core.cases import SuiteReport
from healbot.core.execution import Execution
from healbot.core.failure import Failure
from healbot.core.source import SourceFile
from healbot.core.verdict import Verdict

if TYPE_CHECKING:  # the guard's rules are many modules
    from healbot.core.tampering import Finding

Files = Mapping[str, SourceFile]


@dataclass(frozen=True)
class Trial:
    """What one run of the reproducer showed."""

    execution: Execution
    verdicts: tuple[Verdict, ...]
    failure: Failure | None
    """``None`` when every oracle on the run passes."""
    roots: tuple[str, ...] = ()
    """The absolute folders under which the project appeared to the run."""


@dataclass(frozen=True)
class SuiteComparison:
    """The whole suite, or a part of it, without and with the patch."""

    scope: str
    """What ran, for a reader, such as ``the whole suite``."""
    before: SuiteReport | None
    """``None`` when the run left no report."""
    after: SuiteReport | None


@dataclass(frozen=True)
class CanaryRun:
    """The selected tests with two of healbot's own beside them, in the patched tree."""

    execution: Execution
    must_pass: str
    """The id of the case that passes when the test runner is honest."""
    must_fail: str


@dataclass(frozen=True)
class GateCase:
    """All evidence on one plausible patch."""

    failure: Failure
    """The failure at the base."""
    base: Files
    """The base's version of the changed files."""
    patched: Files
    with_patch: tuple[Trial, ...]
    """Runs in fresh trees."""
    without_patch: tuple[Trial, ...]
    earlier: Trial | None
    """The run that made the patch plausible, when it is at hand."""
    base_unchanged: bool
    """Whether the user's files are still those the session began with."""
    kept_because: str = ""
    """Why not every hunk was tried to be dropped; empty when all were, or there is only one."""
    needed_by: tuple[str, ...] = ()
    """Test cases besides the failing ones that a smaller patch makes worse."""
    findings: tuple[Finding, ...] = ()
    """What the tampering guard flagged."""
    at_base: Trial | None = None
    """The run that reproduced the failure."""
    suite: SuiteComparison | None = None
    suite_missing: str = ""
    """Why there is no comparison of the suite; empty when there is one or none was to be made."""
    canaries: CanaryRun | None = None

    @property
    def is_test_run(self) -> bool:
        """Whether the reproducer runs tests and its reports can be read."""
        return self.with_patch[0].execution.tests is not None or (
            self.at_base is not None and self.at_base.execution.tests is not None
        )

    @property
    def report(self) -> SuiteReport | None:
        """What the test runner reported of the first run with the patch."""
        return self.with_patch[0].execution.tests
