"""How the model is asked again depends on what its attempts led to."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from healbot.core.session import Attempt, Outcome
from healbot.generators.language_model.reflection import (
    SAME_BEFORE_STALLED,
    Plan,
    plan_next,
)
from healbot.generators.language_model.strategy import Strategy
from tests.core.sessions import attempt

SAME, NEW, WORSE = Outcome.SAME_FAILURE, Outcome.NEW_FAILURE, Outcome.REGRESSION


def history(*outcomes: tuple[Outcome, str]) -> list[Attempt]:
    """Returns attempts with these outcomes and failures."""
    return [
        attempt(number, outcome, fingerprint_after=failure)
        for number, (outcome, failure) in enumerate(outcomes, 1)
    ]


def test_the_first_question_is_an_ordinary_one() -> None:
    assert plan_next([], 5) == Plan(Strategy.NORMAL, stronger=False)
    assert plan_next([], 1) == Plan(Strategy.NORMAL, stronger=False)


def test_one_failure_twice_asks_with_more_context() -> None:
    assert plan_next(history((SAME, "a")), 4) == Plan(Strategy.NORMAL, stronger=False)
    assert plan_next(history((SAME, "a"), (SAME, "a")), 3) == Plan(Strategy.WIDER, stronger=False)


def test_one_failure_three_times_asks_for_hypotheses_and_the_stronger_model() -> None:
    told = history((SAME, "a"), (WORSE, "a"), (SAME, "a"))
    assert plan_next(told, 9) == Plan(Strategy.HYPOTHESES, stronger=True)


def test_another_failure_is_movement() -> None:
    told = history((SAME, "a"), (SAME, "a"), (NEW, "b"))
    assert plan_next(told, 9) == Plan(Strategy.NORMAL, stronger=False)


def test_answers_that_did_not_run_are_no_movement() -> None:
    told = history((SAME, "a"), (Outcome.INAPPLICABLE, ""), (Outcome.DUPLICATE, ""))
    assert plan_next(told, 9) == Plan(Strategy.HYPOTHESES, stronger=True)


def test_a_patch_that_passed_unproven_is_movement() -> None:
    told = history((SAME, "a"), (SAME, "a"), (Outcome.INCONCLUSIVE, ""))
    assert plan_next(told, 9) == Plan(Strategy.NORMAL, stronger=False)


def test_the_last_attempts_are_the_stronger_models() -> None:
    assert plan_next(history((SAME, "a")), 2) == Plan(Strategy.NORMAL, stronger=True)


def test_what_does_not_move_is_given_up() -> None:
    told = history(*[(SAME, "a")] * SAME_BEFORE_STALLED)
    assert plan_next(told, 99) is None
    assert plan_next(told[1:], 99) is not None


_OUTCOMES = st.tuples(st.sampled_from(Outcome), st.sampled_from(["", "a", "b"]))


@given(st.lists(_OUTCOMES, max_size=20), st.integers(-3, 30))
@settings(deadline=None)
def test_any_history_has_a_plan_or_an_end(told: list[tuple[Outcome, str]], left: int) -> None:
    plan = plan_next(history(*told), left)
    assert plan is None or plan.strategy in Strategy
    stalled = [*told, *[(SAME, "z")] * SAME_BEFORE_STALLED]
    assert plan_next(history(*stalled), left) is None
