"""``expect-output`` and ``forbid-output``: what standard output must, or must not, contain."""

from __future__ import annotations

import re
import warnings

from healbot.core.errors import UsageError
from healbot.core.verdict import Judgement, Verdict
from healbot.oracles.bounded import Unfinished
from healbot.oracles.pattern_search import SHOWN, first_match
from healbot.ports import Observation


def _checked(option: str, pattern: str) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what a later Python may read in another way
            re.compile(pattern, re.MULTILINE)
    except (re.error, RecursionError, OverflowError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else error
        raise UsageError(
            f"--{option} {pattern[:SHOWN]!r} is not a regular expression: {reason}.",
            hint="It is Python's syntax (re module); ^ and $ match at line ends.",
        ) from error
    return pattern


class ExpectOutput:
    """Passes when the pattern is found in standard output."""

    id = "expect-output"
    description = "Your pattern is found in standard output."

    def __init__(self, pattern: str) -> None:
        """Raises `UsageError` when `pattern` is not a regular expression."""
        self._pattern = _checked(self.id, pattern)

    def judge(self, observation: Observation) -> Verdict:
        """Looks for the pattern anywhere in standard output."""
        stdout = observation.execution.stdout
        try:
            found = first_match(self._pattern, stdout)
        except Unfinished as error:
            return _unfinished(self.id, error)
        if found is not None:
            return Verdict(self.id, Judgement.PASS, f"{self._pattern!r} was printed")
        return Verdict(
            self.id, Judgement.FAIL, f"{self._pattern!r} was not printed", _shown(stdout)
        )


class ForbidOutput:
    """Fails when the pattern is found in standard output."""

    id = "forbid-output"
    description = "Your pattern is not found in standard output."

    def __init__(self, pattern: str) -> None:
        """Raises `UsageError` when `pattern` is not a regular expression."""
        self._pattern = _checked(self.id, pattern)

    def judge(self, observation: Observation) -> Verdict:
        """Looks for the pattern anywhere in standard output."""
        stdout = observation.execution.stdout
        try:
            found = first_match(self._pattern, stdout)
        except Unfinished as error:
            return _unfinished(self.id, error)
        if found is None:
            return Verdict(self.id, Judgement.PASS, f"{self._pattern!r} was not printed")
        detail = f"{self._pattern!r} was printed: {found!r}"
        return Verdict(self.id, Judgement.FAIL, detail, _shown(stdout))


def _unfinished(oracle: str, error: Unfinished) -> Verdict:
    detail = f"looking for the pattern in what was printed {error}"
    return Verdict(oracle, Judgement.INCONCLUSIVE, detail)


def _shown(stdout: str) -> str:
    tail = stdout.rstrip()[-1000:]
    return f"Standard output was:\n{tail}" if tail else "Nothing was printed."
