"""A session is all attempts from one base; the next move is a pure function of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from healbot.core.bill import NOTHING_BILLED, Bill
from healbot.core.hint import Hint
from healbot.core.reproducer import ReproducerKind


class Outcome(StrEnum):
    """What became of an attempt."""

    PLAUSIBLE = "plausible"
    """The reproducer passes with the patch; nothing is proven yet."""
    VALIDATED = "validated"
    """Every oracle passes."""
    SAME_FAILURE = "same-failure"
    NEW_FAILURE = "new-failure"
    REGRESSION = "regression"
    """The run fails earlier or worse than without the patch."""
    TAMPERING = "tampering"
    """The patch does what a fix may not do; it was not run."""
    INAPPLICABLE = "inapplicable"
    """The patch does not fit the sources, or the answer of a model holds none."""
    DUPLICATE = "duplicate"
    """The same change was tried before; it was not run again."""
    INCONCLUSIVE = "inconclusive"
    """The reproducer passes but the proof does not hold."""


@dataclass(frozen=True)
class Check:
    """The verdict of one oracle, as the ledger keeps it."""

    oracle: str
    judgement: str
    """``pass``, ``fail`` or ``inconclusive``."""
    detail: str


@dataclass(frozen=True)
class Attempt:
    """A patch and its outcome."""

    number: int
    """1-based."""
    generator: str
    """Who proposed it, such as ``fix_patterns/missing_colon``."""
    outcome: Outcome
    start: int
    """The attempt whose tree the patch was made for; 0 is the base."""
    patch_id: str
    """Identity of the whole change from the base, as `healbot.core.patch.patch_id` gives it."""
    progress: bool
    """Whether the run came further than at `start`."""
    fingerprint_after: str
    """Identity of the failure with the patch; ``""`` when the reproducer passes."""
    rationale: str
    headline_after: str
    """One line on what the run showed with the patch."""
    traceback_after: str
    changed: str
    """What changed, for a table, such as ``report.py:12 +1 -1``."""
    seconds: float
    """Wall-clock time of the run, rounded to milliseconds."""
    checks: tuple[Check, ...] = ()
    minimised: bool = False
    """Whether needless hunks were already looked for."""
    candidates: int = 1
    """How many candidates the generator tried for this attempt, this one included."""
    bill: Bill = NOTHING_BILLED
    """What a language model took for it, calls that only looked around included."""


@dataclass(frozen=True)
class Policy:
    """What a session may spend."""

    max_attempts: int = 5


@dataclass(frozen=True)
class Request:
    """What was asked for, so that ``healbot resume`` can ask for it again.

    What would widen the rights of the code under repair (network, environment, interpreter) is
    left out on purpose: anyone who can push a branch can write this.
    """

    target: str
    """The script, relative to the project root; else what the user named: a test, a folder, or
    the text of a command."""
    arguments: tuple[str, ...] = ()
    stdin: str | None = None
    """The file given as standard input, relative to the project root."""
    cwd: str = "."
    timeout: float = 60.0
    oracles: tuple[tuple[str, str], ...] = ()
    """(option, value) pairs such as ``("expect-output", "^total")``."""
    generators: tuple[str, ...] = ()
    kind: ReproducerKind = "script"
    selection: tuple[str, ...] = ()
    """The test cases, files or folders to run, as the runner takes them; empty for a script."""
    goal: str = ""
    """What a script that is still to be written shall do; ``""`` when one is repaired."""

    @property
    def is_test_run(self) -> bool:
        """Whether test cases are run and told apart."""
        return self.kind in ("pytest", "unittest", "doctest")

    def asks_the_same(self, other: Request) -> bool:
        """Whether an outcome for one holds for the other: the same run, judged by the same oracles.

        Time limits and the choice of generators do not change what a passing run means.
        """
        return self._what_runs() == other._what_runs()

    def _what_runs(self) -> tuple[object, ...]:
        run = (self.kind, self.target, self.selection, self.arguments, self.stdin, self.cwd)
        return (*run, self.oracles, self.goal)


@dataclass(frozen=True)
class Session:
    """All attempts from one base."""

    id: str
    """32 hexadecimal digits, new for each session."""
    base: str
    """The commit that holds what the user saw: their HEAD, or a snapshot above it."""
    fingerprint: str
    """Identity of the failure that is to be healed."""
    headline: str
    traceback: str
    request: Request
    policy: Policy
    attempts: tuple[Attempt, ...] = ()
    gave_up: str | None = None
    """Why the session ended without a validated patch, when it did."""
    rolled_back_to: int | None = None
    """The attempt (0: the base) that a person went back to, when it was the last thing done."""
    abandoned: frozenset[int] = frozenset()
    """Attempts that a person went back behind or set aside; nothing goes on from them, but for
    `second_starts`."""
    set_aside: frozenset[int] = frozenset()
    """Abandoned attempts that were proven when a reviewer's hint asked for another fix."""
    chosen: frozenset[int] = frozenset()
    """Attempts that a person went back to; worth going on from whatever their outcome."""
    hints: tuple[Hint, ...] = ()
    """What reviewers said, oldest first."""
    other_bill: Bill = NOTHING_BILLED
    """What calls of a model took that led to no attempt."""
    exhausted: frozenset[tuple[str, int]] = field(default=frozenset(), compare=False)
    """(generator, start) pairs with nothing left to propose; found again after a restart."""
    attempts_before: int = field(default=0, compare=False)
    """How many attempts earlier invocations made: a resumed session has its own allowance."""

    def attempt(self, number: int) -> Attempt | None:
        """Returns attempt `number`, ``None`` when there is none."""
        return next((attempt for attempt in self.attempts if attempt.number == number), None)

    def with_attempt(self, attempt: Attempt) -> Session:
        """Returns the session with `attempt` added, or replaced when its number is taken."""
        others = tuple(item for item in self.attempts if item.number != attempt.number)
        ordered = tuple(sorted((*others, attempt), key=lambda item: item.number))
        return replace(self, attempts=ordered, gave_up=None, rolled_back_to=None)

    def with_rollback(self, number: int) -> Session:
        """Returns the session gone back to attempt `number`; 0 is the base.

        Later attempts are abandoned, unless attempt `number` was made from them.
        """
        kept, at = set(), self.attempt(number)
        while at is not None and at.number not in kept:
            kept.add(at.number)
            at = self.attempt(at.start)
        later = {attempt.number for attempt in self.attempts if attempt.number > number}
        return replace(
            self,
            gave_up=None,
            rolled_back_to=number,
            abandoned=(self.abandoned | later) - kept,
            set_aside=self.set_aside - later - kept,
            chosen=self.chosen | (kept & {number}),
        )

    def with_hint(self, text: str, author: str = "") -> Session:
        """Returns the session after a reviewer's hint: they want another fix than the proven one.

        The same hint again, with nothing in between that it could be about, changes nothing.
        """
        hint = Hint(text, author, len(self.attempts))
        proven = {item.number for item in self.standing if item.outcome is Outcome.VALIDATED}
        if self.hints[-1:] == (hint,) and not proven:
            return self
        return replace(
            self,
            hints=(*self.hints, hint),
            gave_up=None,
            abandoned=self.abandoned | proven,
            set_aside=self.set_aside | proven,
        )

    def with_exhausted(self, generator: str, start: int) -> Session:
        """Returns the session knowing that `generator` has nothing left at `start`."""
        return replace(self, exhausted=self.exhausted | {(generator, start)})

    @property
    def bill(self) -> Bill:
        """All that calls of a model took, over all invocations."""
        return sum((item.bill for item in self.attempts), self.other_bill)

    @property
    def standing(self) -> tuple[Attempt, ...]:
        """The attempts that no rollback left behind."""
        return tuple(item for item in self.attempts if item.number not in self.abandoned)

    @property
    def rejected(self) -> tuple[Attempt, ...]:
        """The attempts that were proven and that a person set aside or went back behind."""
        proven = (item for item in self.attempts if item.outcome is Outcome.VALIDATED)
        return tuple(item for item in proven if item.number in self.abandoned)

    @property
    def validated(self) -> Attempt | None:
        """The attempt that heals, if there is one."""
        found = [item for item in self.standing if item.outcome is Outcome.VALIDATED]
        return found[-1] if found else None

    @property
    def starts(self) -> tuple[int, ...]:
        """The attempts whose trees are worth going on from, most promising first; 0 comes last.

        Those are the attempts that made progress or that a person went back to, newest first.
        """
        numbers = [
            attempt.number
            for attempt in self.standing
            if attempt.number in self.chosen
            or (attempt.progress and attempt.outcome is Outcome.NEW_FAILURE)
        ]
        return (*reversed(numbers), 0)

    @property
    def second_starts(self) -> tuple[int, ...]:
        """Abandoned attempts to go on from when nothing else is left, earliest first.

        Those are the steps that led to a fix which was proven once: another fix may need them too.
        """
        steps: set[int] = set()
        for attempt in self.rejected:
            at = self.attempt(attempt.start)
            while at is not None and at.number not in steps:
                steps.add(at.number)
                at = self.attempt(at.start)
        return tuple(sorted(steps & self.abandoned))

    @property
    def tip(self) -> int:
        """The attempt whose tree a reader of the branch should see; 0 is the base.

        A proven attempt that was set aside stays to be seen until another one is proven.
        """
        back = self.rolled_back_to
        if back is not None and (back == 0 or self.attempt(back)):
            return back
        if self.validated is not None:
            return self.validated.number
        return max(self.set_aside, default=self.starts[0])


@dataclass(frozen=True)
class Try:
    """Ask `generator` for the next candidate at the tree of attempt `start`."""

    generator: str
    start: int


@dataclass(frozen=True)
class Minimise:
    """Drop the hunks of attempt `number` that are not needed."""

    number: int


@dataclass(frozen=True)
class Verify:
    """Prove attempt `number` with every oracle."""

    number: int


@dataclass(frozen=True)
class Finish:
    """Nothing is left to do."""

    healed: bool
    reason: str


Move = Try | Minimise | Verify | Finish


def next_move(session: Session, generators: tuple[str, ...]) -> Move:
    """Returns what to do next; `generators` are the names at hand, cheapest first."""
    if session.validated is not None:
        return Finish(True, f"attempt {session.validated.number} is validated")
    for attempt in reversed(session.standing):
        if attempt.outcome is Outcome.PLAUSIBLE:
            return Verify(attempt.number) if attempt.minimised else Minimise(attempt.number)
    spent = len(session.attempts) - session.attempts_before
    if spent >= session.policy.max_attempts:
        limit = session.policy.max_attempts
        told = f"the limit of {limit} attempt{'s' * (limit != 1)} is reached"
        return Finish(False, told + _what_stays(session))
    for start in (*session.starts, *session.second_starts):
        for generator in generators:
            if (generator, start) not in session.exhausted:
                return Try(generator, start)
    return Finish(False, _nothing_left(session, generators))


def _nothing_left(session: Session, generators: tuple[str, ...]) -> str:
    names = " and ".join(generators) or "no generator"
    if not session.attempts:
        return f"{names} had no candidate for this failure"
    return f"{names} had no further candidate{_what_stays(session)}"


def _what_stays(session: Session) -> str:
    """Returns what is said of a proven fix that nothing better was found for."""
    stays = session.tip if session.tip in session.set_aside else 0
    return f"; attempt {stays}, which was set aside, stays on the branch" if stays else ""


def checks_summary(checks: tuple[Check, ...]) -> Mapping[str, str]:
    """Returns oracle ids with their judgements, in order."""
    return {check.oracle: check.judgement for check in checks}
