"""The gate: what must hold before a plausible patch is called validated."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from healbot.core.evidence import Trial
from healbot.core.failure import Failure
from healbot.core.patch import Hunk, apply_hunks, hunks_between, minimise
from healbot.core.session import Check
from healbot.core.source import SourceFile, compiles
from healbot.core.verdict import Judgement, Verdict
from healbot.trial import Trials

Files = Mapping[str, SourceFile]

_VARYING = re.compile(
    r"\b(random|secrets|uuid|time|datetime|threading|asyncio|socket|multiprocessing|shuffle)\b"
)
_OBJECT = re.compile(
    r"<((?:[\w.]+ object|generator object [\w.<>]+|coroutine object [\w.<>]+|function [\w.<>]+"
    r"|bound method [\w.<>]+ of <?[\w. ]+)) at 0x[0-9a-fA-F]+>"
    r"|<(built-in (?:function|method) [\w.]+)"
)
MINIMISE_SECONDS = 60.0
"""After this long no further hunk is tried to be dropped."""
EXTRA_RUNS = 2
"""More runs of each kind for scripts that use chance, clocks or concurrency."""


@dataclass(frozen=True)
class Proof:
    """The verdicts on a plausible patch."""

    checks: tuple[Check, ...]
    trial: Trial
    """The run in a fresh tree."""

    @property
    def holds(self) -> bool:
        """Whether every check is a pass."""
        return all(check.judgement == Judgement.PASS for check in self.checks)


class Gate:
    """Proves patches; knows how the failure looked before any patch."""

    def __init__(
        self, trials: Trials, base_failure: Failure, base_unchanged: Callable[[], bool]
    ) -> None:
        """`base_unchanged` says whether the user's files are still those the session began with."""
        self._trials = trials
        self._base_failure = base_failure
        self._base_unchanged = base_unchanged
        self._kept_because = ""

    def minimise(self, base: Files, patched: Files, earlier: Trial | None) -> dict[str, SourceFile]:
        """Returns the part of the change that does what the whole does, no hunk to spare.

        A smaller change must not only pass: it must print the same. An exit status alone would let
        half a renaming go that silently prints something else. `earlier` is a run of the whole.
        """
        hunks = hunks_between(base, patched)
        if len(hunks) < 2:
            return dict(patched)
        whole = earlier or self._trials.run(patched)
        if self._trials.run(patched).execution.stdout != whole.execution.stdout:
            self._kept_because = "the output varies, so none can be judged"
            return dict(patched)
        deadline = time.monotonic() + MINIMISE_SECONDS

        def does_the_same(part: tuple[Hunk, ...]) -> bool:
            changed = apply_hunks(base, part)
            if not all(compiles(file.text) for file in changed.values()):
                return False  # half of a syntax fix; no run needed to know
            if time.monotonic() > deadline:
                self._kept_because = f"not all could be tried in {MINIMISE_SECONDS:.0f} seconds"
                return False
            trial = self._trials.run(changed)
            return trial.failure is None and trial.execution.stdout == whole.execution.stdout

        needed = minimise(hunks, does_the_same)
        return dict(patched) if len(needed) == len(hunks) else apply_hunks(base, needed)

    def prove(self, base: Files, patched: Files, earlier: Trial | None) -> Proof:
        """Runs the patch in a fresh tree and the base without it, and judges both.

        `earlier` is the run that made the patch plausible, to compare with.
        """
        varying = any(_VARYING.search(file.text) for file in patched.values())
        repeats = 1 + (EXTRA_RUNS if varying else 0)
        states = [patched, {}] * repeats
        if earlier is None:
            states.append(patched)  # a single pass could be chance
        trials = self._trials.run_all(states)
        with_patch, without_patch = trials[::2], trials[1::2]
        printed = without_patch[0].execution.stdout
        checks = (
            Check("reproduced", "pass", "two runs of the base showed the same failure"),
            self._fresh_tree(with_patch, earlier),
            *(_as_check(verdict) for verdict in _worst(with_patch).verdicts),
            _readable_output(with_patch[0].execution.stdout, printed),
            self._necessity(without_patch),
            self._minimality(base, patched),
            self._stable_base(),
        )
        return Proof(checks, _worst(with_patch))

    def _fresh_tree(self, trials: list[Trial], earlier: Trial | None) -> Check:
        failing = [trial for trial in trials if trial.failure is not None]
        if failing and failing[0].failure is not None:
            return Check("fresh-tree", "fail", f"a new run failed: {failing[0].failure.headline}")
        runs = len(trials) + (earlier is not None)
        outputs = {trial.execution.stdout for trial in trials}
        if earlier is not None:
            outputs.add(earlier.execution.stdout)
        same = "with the same output" if len(outputs) == 1 else "with differing output"
        return Check("fresh-tree", "pass", f"{runs} runs in fresh trees passed {same}")

    def _necessity(self, trials: list[Trial]) -> Check:
        """The patch taken away must bring the failure back; else something else healed it."""
        for trial in trials:
            if trial.failure is None:
                return Check("necessity", "fail", "the base passes now without the patch: flaky")
            if trial.failure.fingerprint != self._base_failure.fingerprint:
                detail = f"without the patch the base fails differently: {trial.failure.headline}"
                return Check("necessity", "inconclusive", detail)
        return Check("necessity", "pass", "without the patch the same failure is back")

    def _minimality(self, base: Files, patched: Files) -> Check:
        count = len(hunks_between(base, patched))
        if count == 1:
            return Check("minimality", "pass", "one hunk, and it is needed")
        if self._kept_because:
            detail = f"{count} hunks are kept: {self._kept_because}"
            return Check("minimality", "pass", detail)
        detail = f"each of {count} hunks is needed to pass with the same output"
        return Check("minimality", "pass", detail)

    def _stable_base(self) -> Check:
        if self._base_unchanged():
            return Check("stable-base", "pass", "your files did not change meanwhile")
        return Check("stable-base", "inconclusive", "your files changed while healbot worked")


def _readable_output(patched: str, base: str) -> Check:
    """A patch that makes a script print ``<filter object at 0x7f…>`` has lost what it meant."""
    known = {match[1] for match in _OBJECT.finditer(base)}
    for match in _OBJECT.finditer(patched):
        if match[1] not in known:
            detail = f"prints {match[0]}, which nobody means"
            return Check("readable-output", "inconclusive", detail)
    return Check("readable-output", "pass", "no object is printed in place of its content")


def _worst(trials: list[Trial]) -> Trial:
    return next((trial for trial in trials if trial.failure is not None), trials[0])


def _as_check(verdict: Verdict) -> Check:
    return Check(verdict.oracle, verdict.judgement.value, verdict.detail)
