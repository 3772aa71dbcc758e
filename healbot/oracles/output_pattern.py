"""``expect-output`` and ``forbid-output``: what standard output must, or must not, contain."""

from __future__ import annotations

import re

from healbot.core.errors import UsageError
from healbot.core.verdict import Judgement, Verdict
from healbot.ports import Observation


def _compiled(option: str, pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern, re.MULTILINE)
    except re.error as error:
        raise UsageError(
            f"--{option} {pattern!r} is not a regular expression: {error}.",
            hint="It is Python's syntax (re module); ^ and $ match at line ends.",
        ) from error


class ExpectOutput:
    """Passes when the pattern is found in standard output."""

    id = "expect-output"
    description = "Your pattern is found in standard output."

    def __init__(self, pattern: str) -> None:
        """Raises `UsageError` when `pattern` is not a regular expression."""
        self._pattern = _compiled(self.id, pattern)

    def judge(self, observation: Observation) -> Verdict:
        """Looks for the pattern anywhere in standard output."""
        found = self._pattern.search(observation.execution.stdout)
        if found:
            return Verdict(self.id, Judgement.PASS, f"{self._pattern.pattern!r} was printed")
        return Verdict(
            self.id,
            Judgement.FAIL,
            f"{self._pattern.pattern!r} was not printed",
            _shown(observation.execution.stdout),
        )


class ForbidOutput:
    """Fails when the pattern is found in standard output."""

    id = "forbid-output"
    description = "Your pattern is not found in standard output."

    def __init__(self, pattern: str) -> None:
        """Raises `UsageError` when `pattern` is not a regular expression."""
        self._pattern = _compiled(self.id, pattern)

    def judge(self, observation: Observation) -> Verdict:
        """Looks for the pattern anywhere in standard output."""
        found = self._pattern.search(observation.execution.stdout)
        if found is None:
            return Verdict(self.id, Judgement.PASS, f"{self._pattern.pattern!r} was not printed")
        return Verdict(
            self.id,
            Judgement.FAIL,
            f"{self._pattern.pattern!r} was printed: {found[0][:80]!r}",
            _shown(observation.execution.stdout),
        )


def _shown(stdout: str) -> str:
    tail = stdout.rstrip()[-1000:]
    return f"Standard output was:\n{tail}" if tail else "Nothing was printed."
