from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healbot.core.hint import Hint
from healbot.core.session import (
    Attempt,
    Check,
    Finish,
    Minimise,
    Move,
    Outcome,
    Policy,
    Session,
    Try,
    Verify,
    checks_summary,
    next_move,
)
from tests.core.sessions import attempt, session

GENERATORS = ("cheap", "dear")
SAME, NEW, PLAUSIBLE = Outcome.SAME_FAILURE, Outcome.NEW_FAILURE, Outcome.PLAUSIBLE
VALIDATED, WORSE, UNSURE = Outcome.VALIDATED, Outcome.REGRESSION, Outcome.INCONCLUSIVE


def _with(*attempts: Attempt) -> Session:
    told = session()
    for each in attempts:
        told = told.with_attempt(each)
    return told


def _outcomes(*outcomes: Outcome) -> Session:
    """A session in which each attempt was made from the newest one that made progress."""
    told = session()
    for number, outcome in enumerate(outcomes, 1):
        told = told.with_attempt(attempt(number, outcome, start=told.starts[0]))
    return told


@pytest.mark.parametrize(
    ("outcomes", "move"),
    [
        ([], Try("cheap", 0)),
        ([SAME], Try("cheap", 0)),
        ([WORSE], Try("cheap", 0)),
        ([UNSURE], Try("cheap", 0)),
        ([Outcome.TAMPERING], Try("cheap", 0)),
        ([Outcome.INAPPLICABLE], Try("cheap", 0)),
        ([NEW], Try("cheap", 1)),
        ([NEW, SAME], Try("cheap", 1)),
        ([NEW, NEW, WORSE], Try("cheap", 2)),
        ([PLAUSIBLE], Minimise(1)),
        ([NEW, PLAUSIBLE], Minimise(2)),
        ([VALIDATED], Finish(True, "attempt 1 is validated")),
        ([NEW, SAME, VALIDATED], Finish(True, "attempt 3 is validated")),
        ([VALIDATED, SAME], Finish(True, "attempt 1 is validated")),
        ([PLAUSIBLE, SAME], Minimise(1)),
        ([SAME] * 5, Finish(False, "the limit of 5 attempts is reached")),
        ([SAME] * 4 + [PLAUSIBLE], Minimise(5)),
        ([SAME] * 4 + [VALIDATED], Finish(True, "attempt 5 is validated")),
        ([NEW] * 5, Finish(False, "the limit of 5 attempts is reached")),
    ],
)
def test_next_move(outcomes: list[Outcome], move: Move) -> None:
    assert next_move(_outcomes(*outcomes), GENERATORS) == move


def test_a_minimised_patch_is_verified() -> None:
    told = _with(attempt(1, PLAUSIBLE, minimised=True))
    assert next_move(told, GENERATORS) == Verify(1)


@pytest.mark.parametrize(
    ("exhausted", "move"),
    [
        ([], Try("cheap", 2)),
        ([("dear", 2)], Try("cheap", 2)),
        ([("cheap", 2)], Try("dear", 2)),
        ([("cheap", 2), ("dear", 2)], Try("cheap", 1)),
        ([("cheap", 2), ("dear", 2), ("cheap", 1), ("dear", 1)], Try("cheap", 0)),
        (
            [(name, start) for name in GENERATORS for start in (0, 1, 2)],
            Finish(False, "cheap and dear had no further candidate"),
        ),
    ],
)
def test_goes_back_to_older_starts_when_the_newer_ones_are_exhausted(
    exhausted: list[tuple[str, int]], move: Move
) -> None:
    told = _outcomes(NEW, NEW)
    for generator, start in exhausted:
        told = told.with_exhausted(generator, start)
    assert next_move(told, GENERATORS) == move


def test_says_why_there_is_nothing_to_do() -> None:
    told = session().with_exhausted("cheap", 0)
    reason = "cheap had no candidate for this failure"
    assert next_move(told, ("cheap",)) == Finish(False, reason)
    reason = "no generator had no candidate for this failure"
    assert next_move(session(), ()) == Finish(False, reason)
    one = _outcomes(SAME)
    one = replace(one, policy=Policy(1))
    assert next_move(one, GENERATORS) == Finish(False, "the limit of 1 attempt is reached")


def test_a_resumed_session_has_its_own_allowance() -> None:
    told = replace(_outcomes(*[SAME] * 5), attempts_before=5)
    assert next_move(told, GENERATORS) == Try("cheap", 0)
    told = replace(_outcomes(*[SAME] * 7), attempts_before=5, policy=Policy(2))
    assert next_move(told, GENERATORS) == Finish(False, "the limit of 2 attempts is reached")


def test_an_attempt_recorded_again_replaces_the_first_record() -> None:
    told = _with(attempt(1, PLAUSIBLE), attempt(2), attempt(1, VALIDATED))
    assert [each.outcome for each in told.attempts] == [VALIDATED, SAME]
    assert told.attempt(1) == attempt(1, VALIDATED)
    assert told.attempt(3) is None


def test_an_attempt_ends_having_given_up() -> None:
    told = replace(session(), gave_up="no candidate")
    assert told.with_attempt(attempt(1)).gave_up is None
    assert told.with_rollback(0).gave_up is None


# After a rollback: what is gone on from, what a reader sees, and what comes next.


@pytest.mark.parametrize(
    ("outcomes", "back", "starts", "move"),
    [
        ([NEW, NEW, NEW], 2, (2, 1, 0), Try("cheap", 2)),
        ([NEW, NEW, NEW], 1, (1, 0), Try("cheap", 1)),
        ([NEW, NEW, NEW], 0, (0,), Try("cheap", 0)),
        ([NEW, VALIDATED], 1, (1, 0), Try("cheap", 1)),
        ([NEW, VALIDATED], 0, (0,), Try("cheap", 0)),
        ([NEW, VALIDATED], 2, (2, 1, 0), Finish(True, "attempt 2 is validated")),
        ([NEW, PLAUSIBLE], 2, (2, 1, 0), Minimise(2)),
        ([NEW, PLAUSIBLE], 1, (1, 0), Try("cheap", 1)),
        # A person may go on from an attempt that healbot would not go on from.
        ([NEW, SAME, NEW], 2, (2, 1, 0), Try("cheap", 2)),
        ([WORSE], 1, (1, 0), Try("cheap", 1)),
    ],
)
def test_after_a_rollback_it_goes_on_from_there(
    outcomes: list[Outcome], back: int, starts: tuple[int, ...], move: Move
) -> None:
    told = _outcomes(*outcomes).with_rollback(back)
    assert told.starts == starts
    assert told.tip == back
    assert next_move(told, GENERATORS) == move


def test_what_was_rolled_back_stays_so_when_an_attempt_follows() -> None:
    told = _outcomes(NEW, NEW, VALIDATED).with_rollback(1)
    told = told.with_attempt(attempt(4, SAME, start=1))
    assert told.rolled_back_to is None
    assert told.validated is None
    assert told.starts == (1, 0)
    assert told.tip == 1
    assert next_move(told, GENERATORS) == Try("cheap", 1)
    told = told.with_attempt(attempt(5, NEW, start=1))
    assert told.starts == (5, 1, 0)
    told = told.with_attempt(attempt(6, VALIDATED, start=5))
    assert told.validated == told.attempt(6)
    assert told.tip == 6


def test_a_chosen_attempt_stays_worth_going_on_from() -> None:
    told = _outcomes(NEW, SAME).with_rollback(2).with_attempt(attempt(3, WORSE, start=2))
    assert told.starts == (2, 1, 0)
    assert told.with_rollback(3).starts == (3, 2, 1, 0)
    assert told.with_rollback(1).starts == (1, 0)


def test_another_failure_without_progress_is_not_gone_on_from() -> None:
    assert _with(attempt(1, NEW, progress=False), attempt(2, SAME, progress=True)).starts == (0,)


def test_going_back_to_an_abandoned_attempt_takes_up_what_it_was_made_from() -> None:
    told = _with(
        attempt(1, NEW),
        attempt(2, NEW, start=1),
        attempt(3, NEW, start=2),
        attempt(4, NEW, start=3),
    )
    told = told.with_rollback(1).with_attempt(attempt(5, NEW, start=1))
    assert told.starts == (5, 1, 0)
    told = told.with_rollback(3)
    assert told.starts == (3, 2, 1, 0)  # neither 4 nor 5
    assert told.with_rollback(5).starts == (5, 3, 2, 1, 0)


def test_a_rollback_to_an_attempt_that_is_not_there_changes_nothing_but_is_remembered() -> None:
    told = _outcomes(NEW, VALIDATED)
    back = told.with_rollback(9)
    assert back.rolled_back_to == 9
    assert (back.starts, back.tip, back.validated) == (told.starts, told.tip, told.validated)


def test_attempts_that_claim_to_be_made_from_each_other_do_no_harm() -> None:
    told = _with(attempt(1, NEW, start=2), attempt(2, NEW, start=1))
    assert told.with_rollback(1).starts == (2, 1, 0)


# Any course of events.


@dataclass
class _World:
    """Answers moves as a driver would, with arbitrary outcomes."""

    data: st.DataObject
    asked: list[Move]
    made: int = 0

    def perform(self, move: Move, told: Session) -> Session:
        self.asked.append(move)
        if isinstance(move, Try):
            assert (move.generator, move.start) not in told.exhausted
            assert move.start == 0 or told.attempt(move.start) is not None
            if self.data.draw(st.integers(0, 3)) == 0:
                return told.with_exhausted(move.generator, move.start)
            self.made += 1
            outcome = self.data.draw(
                st.sampled_from([SAME, NEW, PLAUSIBLE, WORSE, Outcome.INAPPLICABLE])
            )
            number = len(told.attempts) + 1
            return told.with_attempt(attempt(number, outcome, start=move.start))
        assert isinstance(move, Minimise | Verify)
        at = told.attempt(move.number)
        assert at is not None
        assert at.outcome is PLAUSIBLE
        if isinstance(move, Minimise):
            return told.with_attempt(replace(at, minimised=True))
        outcome = self.data.draw(st.sampled_from([VALIDATED, UNSURE]))
        return told.with_attempt(replace(at, outcome=outcome))


@given(st.data(), st.integers(1, 6), st.integers(0, 3))
@settings(deadline=None, max_examples=80)
def test_every_session_ends_within_its_allowance(
    data: st.DataObject, limit: int, kinds: int
) -> None:
    generators = tuple(f"generator{number}" for number in range(kinds))
    told = session(policy=Policy(limit))
    for _ in range(data.draw(st.integers(1, 3))):  # invocations, resumed after one another
        told = replace(told, attempts_before=len(told.attempts), exhausted=frozenset())
        world = _World(data, [])
        for _ in range(3 * limit + kinds * (len(told.attempts) + limit + 1) + 1):
            move = next_move(told, generators)
            if isinstance(move, Finish):
                break
            told = world.perform(move, told)
        assert isinstance(move, Finish)
        assert world.made <= limit
        assert move.healed == (told.validated is not None)
        assert next_move(told, generators) == move
        assert all(each.outcome is not PLAUSIBLE for each in told.standing)
        back = data.draw(st.none() | st.integers(0, len(told.attempts)))
        if data.draw(st.booleans()):
            told = told.with_hint(data.draw(st.sampled_from(["one", "other"])))
            assert told.validated is None
            assert told.hints
        if back is not None:
            told = told.with_rollback(back)
            assert told.tip == back


# A reviewer's hint: the proven attempt is set aside, and another one is looked for.


def test_a_hint_sets_the_proven_attempt_aside() -> None:
    told = replace(
        _outcomes(NEW, VALIDATED).with_hint("the other branch", "Ada"), attempts_before=2
    )
    assert told.hints == (Hint("the other branch", "Ada", 2),)
    assert told.validated is None
    assert told.abandoned == told.set_aside == {2}
    assert [each.number for each in told.rejected] == [2]
    assert told.starts == (1, 0)
    assert told.tip == 2  # a reader still sees it
    assert next_move(told, GENERATORS) == Try("cheap", 1)
    told = told.with_attempt(attempt(3, SAME, start=1))
    assert told.tip == 2
    told = told.with_attempt(attempt(4, VALIDATED, start=1))
    assert (told.tip, told.validated) == (4, told.attempt(4))
    assert next_move(told, GENERATORS) == Finish(True, "attempt 4 is validated")


def test_a_hint_ends_having_given_up_and_takes_no_unproven_attempt_away() -> None:
    told = replace(_outcomes(NEW, SAME), gave_up="no candidate").with_hint("x")
    assert (told.gave_up, told.abandoned, told.tip) == (None, frozenset(), 1)
    told = _outcomes(PLAUSIBLE).with_hint("x")
    assert next_move(told, GENERATORS) == Minimise(1)


def test_the_same_hint_twice_in_a_row_counts_once() -> None:
    told = _outcomes(VALIDATED).with_hint("x", "Ada")
    assert told.with_hint("x", "Ada") is told
    assert len(told.with_hint("x", "Grace").hints) == 2
    again = told.with_attempt(attempt(2, VALIDATED)).with_hint("x", "Ada")
    assert [hint.after for hint in again.hints] == [1, 2]
    assert again.set_aside == {1, 2}
    assert again.tip == 2


def test_what_was_set_aside_can_be_taken_up_again() -> None:
    told = _outcomes(NEW, VALIDATED).with_hint("x").with_attempt(attempt(3, SAME, start=1))
    back = told.with_rollback(2)
    assert (back.validated, back.set_aside, back.tip) == (told.attempt(2), frozenset(), 2)
    gone = told.with_rollback(0)
    assert (gone.validated, gone.set_aside, gone.tip) == (None, frozenset(), 0)


def test_it_says_that_a_proven_attempt_stays_when_nothing_better_is_found() -> None:
    told = _outcomes(VALIDATED).with_hint("x").with_exhausted("cheap", 0)
    stays = "; attempt 1, which was set aside, stays on the branch"
    assert next_move(told, ("cheap",)) == Finish(False, f"cheap had no further candidate{stays}")
    told = replace(told, policy=Policy(1))
    reason = f"the limit of 1 attempt is reached{stays}"
    assert next_move(told, GENERATORS) == Finish(False, reason)


def test_the_steps_of_a_rejected_fix_are_gone_on_from_last_the_earliest_first() -> None:
    told = replace(_outcomes(NEW, NEW, WORSE, VALIDATED).with_rollback(0), attempts_before=4)
    assert (told.starts, told.second_starts) == ((0,), (1, 2))
    for expected in (Try("cheap", 0), Try("cheap", 1), Try("cheap", 2)):
        assert next_move(told, ("cheap",)) == expected
        told = told.with_exhausted("cheap", expected.start)
    assert next_move(told, ("cheap",)) == Finish(False, "cheap had no further candidate")
    told = told.with_attempt(attempt(5, NEW, start=2))
    assert next_move(told, ("cheap",)) == Try("cheap", 5)


def test_steps_that_led_to_no_fix_stay_abandoned() -> None:
    told = _outcomes(NEW, NEW, SAME).with_rollback(0)
    assert told.second_starts == ()


@given(st.data())
@settings(deadline=None, max_examples=80)
def test_abandoned_attempts_are_never_gone_on_from(data: st.DataObject) -> None:
    told, gone = session(policy=Policy(99)), set[int]()
    for _ in range(data.draw(st.integers(1, 12))):
        if told.attempts and data.draw(st.integers(0, 3)) == 0:
            told = told.with_rollback(data.draw(st.integers(0, len(told.attempts))))
            gone = set(told.abandoned)
            assert all(each.number in gone or each.number <= (told.rolled_back_to or 0)
                       for each in told.attempts)  # fmt: skip
        else:
            outcome = data.draw(st.sampled_from([SAME, NEW, WORSE, VALIDATED]))
            start = data.draw(st.sampled_from(told.starts))
            told = told.with_attempt(attempt(len(told.attempts) + 1, outcome, start=start))
        assert not gone & set(told.starts)
        assert told.tip not in gone
        assert told.validated is None or told.validated.number not in gone
        move = next_move(told, GENERATORS)
        assert not isinstance(move, Try) or move.start not in gone


def test_checks_are_summed_up_in_order() -> None:
    checks = (Check("b", "pass", "x"), Check("a", "fail", "y"))
    assert list(checks_summary(checks).items()) == [("b", "pass"), ("a", "fail")]
