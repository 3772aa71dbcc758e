"""Drops the hunks of a plausible patch that are not needed."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from healbot.core.evidence import Trial
from healbot.core.patch import Hunk, apply_hunks, hunks_between, minimise
from healbot.core.source import SourceFile, compiles
from healbot.suite_runs import SuiteRuns
from healbot.trial import Trials

Files = Mapping[str, SourceFile]

_WORD = re.compile(r"\w+|\W")
SECONDS = 60.0
"""After this long no further hunk is tried to be dropped."""
ROUNDS = 3
"""So often is a smaller patch looked for that leaves the rest of the suite alone."""


@dataclass(frozen=True)
class Minimal:
    """The part of a patch that is needed."""

    files: Files
    kept_because: str = ""
    """Why not every hunk was tried to be dropped; ``""`` when all were, or there is only one."""
    needed_by: tuple[str, ...] = ()
    """Test cases besides the failing ones that a still smaller patch makes worse."""


class Minimiser:
    """Makes patches smaller."""

    def __init__(self, trials: Trials, suite: SuiteRuns | None) -> None:
        """`suite` compares the whole suite, where there is one and it is wanted."""
        self._trials = trials
        self._suite = suite

    def minimise(self, base: Files, patched: Files, earlier: Trial | None) -> Minimal:
        """Returns the part of the change that does what the whole does, no hunk to spare.

        A smaller change must not only pass: a script must print the same. An exit status alone
        would let half a renaming go that silently prints something else. And it must leave alone
        what the whole leaves alone: a hunk that only another test of the suite needs is kept.
        `earlier` is a run of the whole.
        """
        hunks = hunks_between(base, patched)
        if len(hunks) < 2:
            return Minimal(patched)
        expected: Printed | None = None
        whole = earlier or self._trials.run(patched)
        if whole.execution.tests is None:
            again = self._trials.run(patched)
            expected = printed_by(whole.execution.stdout, again.execution.stdout)
            if expected is None:
                return Minimal(patched, "the output varies too much to compare it")
        needed_by: tuple[str, ...] = ()
        known: dict[tuple[Hunk, ...], bool] = {}
        for _ in range(ROUNDS):
            search = _Search(self._trials, self._suite, base, expected, needed_by, known)
            needed = search.needed(hunks)
            if len(needed) == len(hunks):
                return Minimal(patched, search.stopped, needed_by)
            found = Minimal(apply_hunks(base, needed), search.stopped, needed_by)
            worse = self._suite.made_worse(found.files) if self._suite else ()
            if not worse or not (self._suite and self._suite.stay_good(patched, worse)):
                return found  # nothing is worse, or the whole is as bad
            if set(worse) <= set(needed_by):
                break  # they pass alone and fail among the others
            needed_by = tuple(dict.fromkeys((*needed_by, *worse)))
        return Minimal(patched, "with fewer, other tests get worse", needed_by)


@dataclass
class _Search:
    """One search for the smallest part of a patch."""

    trials: Trials
    suite: SuiteRuns | None
    base: Files
    expected: Printed | None
    """What a script has to print."""
    needed_by: Sequence[str]
    """Further test cases that must not get worse."""
    known: dict[tuple[Hunk, ...], bool]
    """Which parts do what the whole does, as far as the failing test tells."""
    stopped: str = ""
    """Why not all was tried."""

    def needed(self, hunks: Sequence[Hunk]) -> tuple[Hunk, ...]:
        """Returns the part of `hunks` that does the same, as far as there is time to find it."""
        deadline = time.monotonic() + SECONDS

        def does_the_same(part: tuple[Hunk, ...]) -> bool:
            changed = apply_hunks(self.base, part)
            if not all(compiles(file.text) for file in changed.values()):
                return False  # half of a syntax fix; no run needed to know
            if time.monotonic() > deadline:
                self.stopped = f"not all could be tried in {SECONDS:.0f} seconds"
                return False
            if part not in self.known:
                self.known[part] = self._does_the_same(changed)
            return self.known[part] and self._leaves_others_alone(changed)

        return minimise(hunks, does_the_same)

    def _does_the_same(self, changed: Files) -> bool:
        trial = self.trials.run(changed)
        same = self.expected is None or self.expected.is_in(trial.execution.stdout)
        return trial.failure is None and same

    def _leaves_others_alone(self, changed: Files) -> bool:
        if self.suite is None or not self.needed_by:
            return True
        return self.suite.stay_good(changed, self.needed_by)


@dataclass(frozen=True)
class Printed:
    """What a script prints each time it runs, word by word; ``None`` for words that vary."""

    words: tuple[str | None, ...]

    def is_in(self, stdout: str) -> bool:
        """Whether another output has these words at their places, and as many."""
        found = _WORD.findall(stdout)
        if len(found) != len(self.words):
            return False
        return all(old in (None, new) for old, new in zip(self.words, found, strict=True))


def printed_by(first: str, second: str) -> Printed | None:
    """Returns what two outputs have in common; ``None`` when they are too different."""
    words, others = _WORD.findall(first), _WORD.findall(second)
    if len(words) != len(others):
        return None
    pairs = zip(words, others, strict=True)
    return Printed(tuple(one if one == other else None for one, other in pairs))
