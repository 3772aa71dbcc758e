"""What a test runner reported about one run, case by case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class CaseOutcome(StrEnum):
    """How one test case ended."""

    PASSED = "passed"
    FAILED = "failed"
    """The test itself failed."""
    ERROR = "error"
    """Set-up, tear-down or collection failed."""
    SKIPPED = "skipped"
    XFAILED = "xfailed"
    """Failed as its mark expects."""
    XPASSED = "xpassed"
    """Passed although its mark expects a failure."""

    @property
    def is_bad(self) -> bool:
        """Whether the case makes the run fail."""
        return self in (CaseOutcome.FAILED, CaseOutcome.ERROR)


@dataclass(frozen=True)
class Comparison:
    """The comparison that an assertion failed on."""

    operator: str
    """As in the source, such as ``==``."""
    left: str
    """`repr` of the left value, at most 500 characters."""
    right: str


@dataclass(frozen=True)
class CaseResult:
    """What happened to one test case."""

    id: str
    """As the runner takes it on its command line: ``tests/test_cart.py::test_total[2]``, or
    ``tests.test_cart.CartTest.test_total`` for unittest. A module that could not be collected has
    its path, or dotted name, as its id."""
    outcome: CaseOutcome
    seconds: float = 0.0
    message: str = ""
    """The reason in one line: exception and message, or why it was skipped."""
    traceback: str = ""
    """In the format of Python's own tracebacks where the runner lets us have it; capped."""
    stdout: str = ""
    """What the case printed, capped."""
    stderr: str = ""
    comparison: Comparison | None = None


@dataclass(frozen=True)
class SuiteReport:
    """What a test runner reported about one run."""

    cases: tuple[CaseResult, ...]
    """In the order in which they ran; cases that could not be collected are among them."""
    collected: tuple[str, ...]
    """The ids of the cases that were to run, in order: what is deselected is not among them."""
    complete: bool
    """Whether the runner came to its end in good order."""
    modules: Mapping[str, str] = field(default_factory=dict)
    """Modules loaded at the end of the run -> their files: relative to the project root where they
    lie below it, else absolute. Modules of the standard library are left out."""
    disagreement: str = ""
    """One sentence when two records of the same run (JUnit XML, our recorder) do not agree."""

    @property
    def failing(self) -> tuple[CaseResult, ...]:
        """The cases that make the run fail."""
        return tuple(case for case in self.cases if case.outcome.is_bad)

    def case(self, identifier: str) -> CaseResult | None:
        """Returns the worst result under an id; ``None`` when that case did not run."""
        found = [case for case in self.cases if case.id == identifier]
        return next((case for case in found if case.outcome.is_bad), found[-1] if found else None)
