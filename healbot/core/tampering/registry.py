"""Every rule of the guard, in the order in which findings of one line are shown."""

from __future__ import annotations

from collections.abc import Iterator

from healbot.core.tampering import (
    capabilities,
    characters,
    checkers,
    constants,
    ending,
    exceptions,
    file_writes,
    hidden_names,
    imports,
    inline_tests,
    loosening,
    missing_values,
    protected_files,
    removals,
    runtime_patching,
    special_methods,
    tailoring,
    under_test,
    variables,
    written_scripts,
)
from healbot.core.tampering.change import FileChange
from healbot.core.tampering.context import GuardContext
from healbot.core.tampering.finding import Hit, Rule, Severity


def _never(change: FileChange, context: GuardContext) -> Iterator[Hit]:
    """Yields nothing: a file that is too deep is reported before rules are asked."""
    yield from ()


TOO_DEEP = Rule(
    "too-deep", Severity.REJECT, "The file is nested too deeply to be examined.", _never
)

RULES: tuple[Rule, ...] = (
    *protected_files.RULES,
    *written_scripts.RULES,
    *inline_tests.RULES,
    *ending.RULES,
    *special_methods.RULES,
    *runtime_patching.RULES,
    *under_test.RULES,
    *capabilities.RULES,
    *variables.RULES,
    *hidden_names.RULES,
    *imports.RULES,
    *file_writes.RULES,
    *characters.RULES,
    *exceptions.RULES,
    *constants.RULES,
    *removals.RULES,
    *loosening.RULES,
    *missing_values.RULES,
    *checkers.RULES,
    *tailoring.RULES,
    TOO_DEEP,
)
