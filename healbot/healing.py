"""The heal loop: next_move -> perform -> record, until nothing is left to do."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Generic

from healbot.core.bill import NOTHING_BILLED, Bill
from healbot.core.candidate import Candidate, again, unusable_attempt, what_changed
from healbot.core.errors import (
    HealbotError,
    Interrupted,
    ModelUnusable,
    NotReproduced,
    Refused,
)
from healbot.core.evidence import Trial
from healbot.core.failure import Failure, FailureKind
from healbot.core.new_file import clash_among
from healbot.core.patch import Patch, Unusable, apply, hunks_between, patch_id, unified_diff
from healbot.core.reproducer import Reproducer
from healbot.core.session import (
    Attempt,
    Finish,
    Minimise,
    Move,
    Outcome,
    Policy,
    Request,
    Session,
    Try,
    Verify,
    next_move,
)
from healbot.core.source import SourceFile
from healbot.core.trailers import GaveUp, clean, clean_line
from healbot.ports import (
    BranchT,
    EditableFiles,
    Generator,
    Inspector,
    Ledger,
    Observer,
    Problem,
    Tried,
)
from healbot.reproduction import Reproduction
from healbot.session_trees import SessionTrees
from healbot.trial import Trials
from healbot.verification import Gate, GateParts

if TYPE_CHECKING:
    from healbot.core.tampering import Finding

Files = Mapping[str, SourceFile]


class Ending(StrEnum):
    """How a run of healbot ended."""

    HEALED = "healed"
    NOTHING_TO_HEAL = "nothing-to-heal"
    GAVE_UP = "gave-up"


@dataclass(frozen=True)
class Healing:
    """What a run of healbot did."""

    ending: Ending
    reason: str
    failure: Failure | None = None
    """The failure at the base."""
    remaining: Failure | None = None
    """The failure that is left at the most promising tree, when it was not healed."""
    branch: str | None = None
    session: Session | None = None
    diff: str = ""
    """From the base to the best tree reached."""
    base_files: Files = field(default_factory=dict)
    files: Files = field(default_factory=dict)
    """The changed files of the best tree reached."""


@dataclass(frozen=True)
class Parts(Generic[BranchT]):
    """What a heal is made with."""

    trials: Trials
    ledger: Ledger[BranchT]
    generators: Sequence[Generator]
    files_with: Callable[[Files], EditableFiles]
    """The project's files with some replaced."""
    inspector_with: Callable[[Files], Inspector]
    observer: Observer
    gate: GateParts
    out_of_time: Callable[[], bool] = lambda: False
    """Whether no further attempt may begin."""


class Healer(Generic[BranchT]):
    """Heals one failure."""

    def __init__(
        self, parts: Parts[BranchT], reproducer: Reproducer, request: Request, policy: Policy
    ) -> None:
        self._parts = parts
        self._reproducer = reproducer
        self._request = request
        self._policy = policy
        self._names = tuple(generator.name for generator in parts.generators)
        self._branch: BranchT | None = None
        self._trees = SessionTrees(parts.files_with)
        self._reproduction = Reproduction(
            parts.trials, reproducer, parts.files_with, parts.observer
        )
        self._failures: dict[int, Failure] = {}
        self._candidates: dict[tuple[str, int], Iterator[Patch | Unusable]] = {}
        self._plausible: dict[int, Trial] = {}
        self._spent = NOTHING_BILLED
        self._attempts_before = 0

    def heal(self, expected_fingerprint: str | None = None, seen: Trial | None = None) -> Healing:
        """Reproduces the failure and heals it; `seen` is a run of the base that was made already.

        Raises `Flaky` when two runs of the base differ, `NotReproduced` when a failure with
        `expected_fingerprint` was to be seen and was not, `Refused` when a script is to be written
        where one is, `AlreadyRunning` when another process heals the same failure.
        """
        failure, trial = self._reproduction.failure(seen)
        if expected_fingerprint and (failure and failure.fingerprint) != expected_fingerprint:
            shown = f"it fails with {failure.headline}" if failure else "it runs without a failure"
            raise NotReproduced(
                f"The failure of this session does not show any more: {shown}.",
                hint=f"Start anew with healbot fix {self._request.target}.",
            )
        if self._request.goal and (failure is None or failure.kind is not FailureKind.UNWRITTEN):
            raise Refused(
                f"{self._request.target} is there already, and healbot write overwrites nothing.",
                hint=f"Name another file, or heal this one: healbot fix {self._request.target}",
            )
        if failure is None:
            return Healing(Ending.NOTHING_TO_HEAL, "it runs without a failure")
        self._parts.observer.failed(failure)
        with self._parts.ledger.lock(failure.fingerprint):
            return self._loop(failure, trial)

    def _loop(self, failure: Failure, trial: Trial) -> Healing:
        self._failures[0] = failure
        self._parts.gate.guard.of(failure)
        self._gate = Gate(self._parts.trials, failure, trial, self._parts.gate)
        session = self._open(failure)
        self._spent, self._attempts_before = session.bill, session.attempts_before
        try:
            while not isinstance(move := self._next_move(session), Finish):
                session = self._perform(move, session)
        except BaseException as error:
            self._keep_bill(session, error)
            if isinstance(error, KeyboardInterrupt) and self._branch is not None:
                raise Interrupted(self._branch.name) from error
            raise
        return self._finish(move, session)

    def _next_move(self, session: Session) -> Move:
        move = next_move(session, self._names)
        if isinstance(move, Try) and self._parts.out_of_time():
            return Finish(False, "no time is left for another attempt (--max-seconds)")
        return move

    def _keep_bill(self, session: Session, error: BaseException) -> None:
        """Records what was spent without an attempt to show for it, whatever ended the session."""
        bill = self._pending()
        fatal = isinstance(error, ModelUnusable)
        if bill or (fatal and self._branch is not None):
            self._give_up(session, _reason_of(error), bill)

    def _pending(self) -> Bill:
        """Returns what generators spent since their last candidates."""
        bills = (generator.pending for generator in self._parts.generators)
        return sum(bills, NOTHING_BILLED)

    def _give_up(self, session: Session, reason: str, bill: Bill) -> Session:
        """Records that the session ends here; returns it as it is then."""
        record = GaveUp(clean_line(reason), len(session.attempts), bill)
        branch = self._branch or self._parts.ledger.start(session)
        self._branch = self._parts.ledger.append(branch, record, self._trees.at(session.tip))
        return replace(
            session,
            base=self._branch.session.base,
            gave_up=record.reason,
            other_bill=session.other_bill + bill,
        )

    def _open(self, failure: Failure) -> Session:
        """Returns the session that an earlier run left, or a new one."""
        self._branch = self._parts.ledger.find(failure.fingerprint, self._request)
        self._trees.branch = self._branch
        if self._branch is None:
            return Session(
                id=secrets.token_hex(16),
                base="",  # the ledger fills it in when there is something to record
                fingerprint=failure.fingerprint,
                headline=clean_line(failure.headline),
                traceback=clean(failure.traceback),
                request=self._request,
                policy=self._policy,
            )
        found = self._branch.session
        validated = found.validated
        if validated is not None:
            # What a branch claims is proven again: anyone who can push can write it.
            found = found.with_attempt(replace(validated, outcome=Outcome.PLAUSIBLE))
        attempts = tuple(
            replace(item, minimised=False) if item.outcome is Outcome.PLAUSIBLE else item
            for item in found.attempts
        )
        return replace(found, attempts=attempts, policy=self._policy, attempts_before=len(attempts))

    def _perform(self, move: Move, session: Session) -> Session:
        match move:
            case Try(generator, start):
                return self._try(generator, start, session)
            case Minimise(number):
                return self._minimise(number, session)
            case Verify(number):
                return self._verify(number, session)
        raise AssertionError(move)

    def _try(self, generator: str, start: int, session: Session) -> Session:
        """Runs the next new candidate of `generator` for the tree of attempt `start`."""
        if self._failure_at(start) is None:
            return session.with_exhausted(generator, start)
        known = {attempt.patch_id: attempt for attempt in reversed(session.attempts)}
        sources = self._parts.files_with(self._trees.at(start))
        for patch in self._candidates_of(generator, start):
            number = len(session.attempts) + 1
            if isinstance(patch, Unusable):
                attempt = unusable_attempt(number, start, patch)
                return self._record(session, attempt, self._trees.at(start), "")
            candidate = Candidate(number, start, patch, {}, {})
            try:
                before = _sources_of(patch, sources)
                changed = apply(before, patch)
            except Refused as error:
                attempt = candidate.inapplicable(error)
                return self._record(session, attempt, self._trees.at(start), "")
            files = {**self._trees.at(start), **changed}
            identity = patch_id(self._trees.base_of(files), files)
            if identity in known and not patch.bill:
                continue
            before = {path: before[path] for path in changed}
            candidate = replace(candidate, before=before, changed=changed, identity=identity)
            if identity in known:  # paid for: it is told, and so is what it cost
                attempt = candidate.duplicate(known[identity])
                return self._record(session, attempt, self._trees.at(start), "")
            at_start = {**self._trees.at(start), **before}
            rejected = _rejected(self._parts.gate.guard.examine(at_start, files))
            if rejected is not None:
                attempt = candidate.tampering(rejected)
                return self._record(session, attempt, files, unified_diff(before, changed))
            spent = number - session.attempts_before
            self._parts.observer.running(
                f"attempt {spent} of {session.policy.max_attempts}: {patch.generator}"
            )
            trial = self._parts.trials.run(files)
            attempt = candidate.judged(trial, self._failures[start])
            if trial.failure is None:
                self._plausible[number] = trial
            else:
                self._failures[number] = trial.failure
            return self._record(session, attempt, files, unified_diff(before, changed))
        return session.with_exhausted(generator, start)

    def _candidates_of(self, generator: str, start: int) -> Iterator[Patch | Unusable]:
        key = (generator, start)
        if key not in self._candidates:
            part = next(item for item in self._parts.generators if item.name == generator)
            files = self._trees.at(start)
            failure = self._failure_at(start)
            assert failure is not None  # noqa: S101 - checked by the caller
            problem = Problem(
                self._reproducer,
                failure,
                self._parts.files_with(files),
                self._parts.inspector_with(files),
                self._parts.gate.guard.is_protected,
                self._tried,
                self._attempts_left,
                self._spent,
                self._branch.session.hints if self._branch else (),
            )
            self._candidates[key] = iter(part.propose(problem))
        return self._candidates[key]

    def _minimise(self, number: int, session: Session) -> Session:
        attempt, files = _required(session, number), self._trees.at(number)
        base = self._trees.base_of(files)
        if len(hunks_between(base, files)) < 2:
            return session.with_attempt(replace(attempt, minimised=True))
        self._parts.observer.running("dropping what is not needed")
        smaller = self._gate.minimise(base, files, self._plausible.get(number))
        if smaller == files:
            return session.with_attempt(replace(attempt, minimised=True))
        smaller_base = self._trees.base_of(smaller)
        attempt = replace(
            attempt,
            minimised=True,
            patch_id=patch_id(smaller_base, smaller),
            changed=what_changed(smaller_base, smaller),
        )
        self._plausible.pop(number, None)
        rejected = _same_change(attempt, session)
        if rejected is not None:  # what a person set aside was found again, with needless hunks
            attempt = again(attempt, rejected)
        return self._record(session, attempt, smaller, unified_diff(smaller_base, smaller))

    def _verify(self, number: int, session: Session) -> Session:
        self._parts.observer.running("proving it: fresh tree, and without the patch")
        attempt, files = _required(session, number), self._trees.at(number)
        base = self._trees.base_of(files)
        proof = self._gate.prove(base, files, self._plausible.get(number))
        checks = tuple(replace(check, detail=clean_line(check.detail)) for check in proof.checks)
        outcome = Outcome.VALIDATED if proof.holds else Outcome.INCONCLUSIVE
        attempt = replace(attempt, outcome=outcome, checks=checks)
        recorded = self._branch.session.attempt(number) if self._branch else None
        flaky = next((c for c in checks if c.oracle == "necessity" and c.judgement == "fail"), None)
        if flaky is not None:
            self._record(session, attempt, files, unified_diff(base, files))
            what = f"{self._reproducer.label} is flaky: {flaky.detail}."
            raise self._reproduction.flaky(what, self._failures[0], None)
        if recorded == attempt:  # an earlier run recorded the very same proof
            return session.with_attempt(attempt)
        return self._record(session, attempt, files, unified_diff(base, files))

    def _record(self, session: Session, attempt: Attempt, files: Files, diff: str) -> Session:
        """Makes the attempt a commit; the branch begins with the first one."""
        ledger = self._parts.ledger
        branch = self._branch or ledger.start(session)
        self._branch = ledger.append(branch, attempt, files)
        self._trees.recorded(attempt.number, files, diff)
        self._parts.observer.attempted(attempt, diff)
        return replace(session.with_attempt(attempt), base=self._branch.session.base)

    def _finish(self, move: Finish, session: Session) -> Healing:
        tip = session.tip
        files = self._trees.at(tip)
        base = self._trees.base_of(files)
        reason = move.reason
        if not move.healed:
            remarks = (generator.remark for generator in self._parts.generators)
            reason = "; ".join([reason, *filter(None, remarks)])
        bill = self._pending()
        told_already = self._branch is None or session.gave_up == reason
        if not move.healed and (bill or not told_already):
            session = self._give_up(session, reason, bill)
        return Healing(
            ending=Ending.HEALED if move.healed else Ending.GAVE_UP,
            reason=reason,
            failure=self._failures[0],
            remaining=None if move.healed else self._failure_at(tip),
            branch=self._branch.name if self._branch else None,
            session=session,
            diff=unified_diff(base, files) if files else "",
            base_files=base,
            files=files,
        )

    def _tried(self) -> tuple[Tried, ...]:
        """Returns the attempts on the branch with what each changed from where it started."""
        if self._branch is None:
            return ()
        session = self._branch.session
        return tuple(
            Tried(attempt, self._trees.diff_of(attempt), attempt in session.rejected)
            for attempt in session.attempts
        )

    def _attempts_left(self) -> int:
        made = len(self._branch.session.attempts) if self._branch else 0
        return self._policy.max_attempts - (made - self._attempts_before)

    def _failure_at(self, number: int) -> Failure | None:
        """Returns the failure at the tree of an attempt; a resumed session runs it again."""
        if number not in self._failures:
            trial = self._parts.trials.run(self._trees.at(number))
            if trial.failure is None:
                return None
            self._failures[number] = trial.failure
        return self._failures[number]


def _reason_of(error: BaseException) -> str:
    if isinstance(error, HealbotError):
        return error.message
    if isinstance(error, KeyboardInterrupt):
        return "interrupted"
    return f"a defect of healbot's own: {type(error).__name__}"


def _required(session: Session, number: int) -> Attempt:
    attempt = session.attempt(number)
    assert attempt is not None  # noqa: S101 - next_move names attempts that exist
    return attempt


def _same_change(attempt: Attempt, session: Session) -> Attempt | None:
    """Returns the abandoned attempt that made the same whole change, if there is one."""
    gone = (item for item in session.attempts if item.number in session.abandoned)
    return next((item for item in gone if item.patch_id == attempt.patch_id), None)


def _sources_of(patch: Patch, files: EditableFiles) -> dict[str, SourceFile]:
    """Returns the files that a patch edits, those that it creates as absent.

    Raises `Refused` when it may not create one of them.
    """
    paths = sorted({edit.path for edit in patch.edits})
    found = {path: files.source(path) or files.new_file(path) for path in paths}
    clash = clash_among(path for path, file in found.items() if not file.exists)
    if clash:
        raise Refused(clash)
    return found


def _rejected(findings: Sequence[Finding]) -> Finding | None:
    """Returns the first finding that forbids to run a patch; they come first."""
    return findings[0] if findings and findings[0].severity == "reject" else None
