"""The generator ``fix_patterns``: what the traceback says decides which patterns are asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from healbot.core.bill import NOTHING_BILLED
from healbot.core.failure import Frame, RaisedException
from healbot.core.patch import Patch
from healbot.generators.fix_patterns.pattern import Context, Fix, FixPattern
from healbot.ports import Problem

MIN_CONFIDENCE = 0.35
"""Fixes below are guesses: of two close names either could be meant."""
MIN_CONFIDENCE_WITH_ORACLE = 0.2
"""Guesses are worth trying when an oracle, or a reviewer, tells a right output from a wrong one."""


class FixPatterns:
    """Proposes what the patterns find for the exception that ended the run, surest first."""

    name = "fix_patterns"
    pending = NOTHING_BILLED

    def __init__(self, output_is_judged: bool = False) -> None:
        """`output_is_judged` says whether an oracle looks at more than the exit status."""
        self._threshold = MIN_CONFIDENCE_WITH_ORACLE if output_is_judged else MIN_CONFIDENCE
        self._held_back = 0
        self._defects: dict[str, str] = {}

    @property
    def remark(self) -> str:
        """Says that guesses were held back, or that a pattern itself failed."""
        parts = [
            f"a defect in the pattern {name} was passed over ({error})"
            for name, error in self._defects.items()
        ]
        if self._held_back:
            parts.append(
                "it knows more than one fix and cannot tell which is meant; "
                "say what you expect, for example with --expect-output"
            )
        return "; ".join(parts)

    def propose(self, problem: Problem) -> Iterator[Patch]:
        """Yields patches for the exception that ended the run, then for those that caused it.

        When a reviewer rejected a proven patch, guesses are tried too: the reviewer judges them.
        """
        if any(item.is_rejected for item in problem.tried()):
            self._threshold = MIN_CONFIDENCE_WITH_ORACLE
        for exception in reversed(problem.failure.exceptions):
            context = context_for(problem, exception)
            if context is not None:
                yield from self._patches(context)

    def _patches(self, context: Context) -> Iterator[Patch]:
        found: list[tuple[Fix, FixPattern]] = []
        for pattern in patterns_for(context.exception):
            found += ((fix, pattern) for fix in self._fixes(pattern, context))
        found.sort(key=lambda item: -item[0].confidence)  # stable: the registry's order decides
        for fix, pattern in found:
            if any(context.problem.is_protected(edit.path) for edit in fix.edits):
                continue
            if fix.confidence < self._threshold:
                self._held_back += 1
            else:
                yield Patch(fix.edits, fix.rationale, f"{self.name}/{pattern.name}")

    def _fixes(self, pattern: FixPattern, context: Context) -> list[Fix]:
        """Asks one pattern; that one stumbles over odd code must not end the session."""
        try:
            return list(pattern.propose(context))
        except Exception as error:
            self._defects[pattern.name] = f"{type(error).__name__}: {error}"
            return []


def patterns_for(exception: RaisedException) -> Iterator[FixPattern]:
    """Yields the patterns that may understand an exception.

    Only they are imported: there are a hundred and fifty, and a heal needs a few.
    """
    name = exception.short_type
    if exception.is_syntax_error:
        from healbot.generators.fix_patterns.syntax import SYNTAX_PATTERNS

        yield from (pattern for pattern in SYNTAX_PATTERNS if name in pattern.exceptions)
        return
    from healbot.generators.fix_patterns.names import NAME_PATTERNS
    from healbot.generators.fix_patterns.values import VALUE_PATTERNS

    for table in (NAME_PATTERNS, VALUE_PATTERNS):
        yield from table.matching(name, exception.message)


def context_for(problem: Problem, exception: RaisedException) -> Context | None:
    """Returns what patterns look at; ``None`` when no project file is involved or readable."""
    frame = exception.innermost
    if frame is None and exception.is_syntax_error and not exception.frames:
        # An unknown encoding is reported without a place: the script itself cannot be read.
        frame = Frame(problem.reproducer.target, 1, "<module>", "", in_project=True)
    source = problem.files.source(frame.path) if frame else None
    if frame is None or source is None:
        return None
    if exception.offset is not None:
        # The traceback shows the line without its indentation; patterns count from the margin.
        line = source.line(frame.line)
        indent = len(line) - len(line.lstrip())
        exception = replace(exception, offset=exception.offset + indent)
    return Context(problem, exception, frame, source)
