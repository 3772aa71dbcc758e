"""Each call is reserved, booked and handed on; waits are short and never beyond the time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healbot.core.bill import NOTHING_BILLED, Bill, Usage
from healbot.core.budget import Budget, BudgetSpent, Limits, input_bound
from healbot.core.errors import ModelUnusable, UsageError
from healbot.core.model_call import (
    CallFailed,
    Message,
    ModelReply,
    ModelRequest,
    StopReason,
    ToolCall,
)
from healbot.generators.language_model.caller import Caller
from tests.generators.language_model.clients import REQUEST

CENT = Decimal("0.01")
NO_LIMITS = Limits()
USED = Usage(100, 20)
Outcome = ModelReply | BaseException | Callable[[], ModelReply]


class Prices:
    """A price per token, dearer for the output."""

    def __init__(self, per_token: Decimal | None = Decimal("0.000001")) -> None:
        self._per_token = per_token

    def cost(self, usage: Usage) -> Decimal | None:
        """Returns the price of all tokens, those of the output tenfold."""
        if self._per_token is None:
            return None
        return self._per_token * (usage.total + 9 * usage.output_tokens)

    worst_cost = cost


class Model:
    """A model that does as it is told."""

    provider = "anthropic"
    model = "asked-model"
    has_tools = True

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes = list(outcomes)
        self.requests: list[ModelRequest] = []
        self.timeouts: list[float] = []

    def call(self, request: ModelRequest, timeout: float) -> ModelReply:
        """Takes the next outcome."""
        self.requests.append(request)
        self.timeouts.append(timeout)
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome if isinstance(outcome, ModelReply) else outcome()


class Desk:
    """A caller with a clock of its own."""

    def __init__(
        self,
        model: Model,
        limits: Limits = NO_LIMITS,
        prices: Prices | None = None,
    ) -> None:
        self.now = 0.0
        self.waits: list[float] = []
        self.bills: list[Bill] = []
        self.heard: list[str] = []
        self.budget = Budget(limits)
        self.caller = Caller(
            model, self.budget, prices or Prices(),
            on_bill=self.bills.append, observer=self.heard.append,
            clock=lambda: self.now, sleep=self.sleep, jitter=lambda: 1.0,
        )  # fmt: skip

    def sleep(self, seconds: float) -> None:
        """Lets time pass."""
        self.waits.append(seconds)
        self.now += seconds


def answer(text: str = "ok", usage: Usage | None = USED) -> ModelReply:
    """Returns a good answer."""
    return ModelReply(text, StopReason.FINISHED, "resolved-model", usage)


def failure(
    *, billed: bool = False, passes: bool = True, after: float | None = None,
    usage: Usage | None = None,
) -> CallFailed:  # fmt: skip
    """Returns a fault."""
    return CallFailed(
        "it broke", may_be_billed=billed, may_pass=passes, retry_after=after, usage=usage
    )


def worst_of(request: ModelRequest = REQUEST) -> Usage:
    """Returns the most that `request` can take."""
    return Usage(0, request.max_output_tokens, cache_write_tokens=input_bound(request))


def test_an_answer_is_booked_to_the_token() -> None:
    desk = Desk(Model(answer(usage=Usage(100, 20, 7, 3))))
    assert desk.caller.ask(REQUEST).text == "ok"
    expected = Bill(1, Usage(100, 20, 7, 3), Decimal("0.00031"), "resolved-model")
    assert desk.bills == [expected]
    assert desk.budget.spent == expected


def test_an_answer_without_usage_is_booked_at_its_worst() -> None:
    desk = Desk(Model(answer(usage=None)))
    desk.caller.ask(REQUEST)
    (bill,) = desk.bills
    assert bill.usage == worst_of()
    assert bill.estimated
    assert bill.cost_usd == Prices().cost(worst_of())


def test_an_answer_that_cost_nothing_is_no_bill() -> None:
    desk = Desk(Model(answer(usage=Usage())))
    desk.caller.ask(REQUEST)
    assert desk.bills == []
    assert desk.budget.spent == NOTHING_BILLED


@pytest.mark.parametrize(
    ("failed", "booked"),
    [
        (failure(passes=False), None),
        (failure(passes=False, billed=True), (worst_of(), True)),
        (failure(passes=False, billed=True, usage=Usage(50, 9)), (Usage(50, 9), False)),
        (
            failure(passes=False, billed=True, usage=Usage(50, 0, 3)),
            (Usage(50, REQUEST.max_output_tokens, 3), True),
        ),
        (failure(passes=False, billed=False, usage=Usage(50, 9)), (Usage(50, 9), False)),
    ],
)
def test_what_a_failed_call_is_booked_at(
    failed: CallFailed, booked: tuple[Usage, bool] | None
) -> None:
    desk = Desk(Model(failed))
    with pytest.raises(CallFailed):
        desk.caller.ask(REQUEST)
    found = [(bill.usage, bill.estimated) for bill in desk.bills]
    assert found == ([] if booked is None else [booked])
    assert desk.budget.spent.calls == len(found)


def test_an_interrupted_call_is_booked_at_its_worst() -> None:
    desk = Desk(Model(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        desk.caller.ask(REQUEST)
    assert [bill.estimated for bill in desk.bills] == [True]


def test_an_unusable_model_costs_nothing_and_is_not_asked_again() -> None:
    model = Model(ModelUnusable("bad key"), answer())
    desk = Desk(model)
    with pytest.raises(ModelUnusable):
        desk.caller.ask(REQUEST)
    assert desk.bills == []
    assert len(model.requests) == 1


def test_what_may_pass_is_tried_again_with_growing_waits() -> None:
    desk = Desk(Model(failure(), failure(), failure(), answer()))
    assert desk.caller.ask(REQUEST).text == "ok"
    assert desk.waits == [1.0, 2.0, 4.0]
    assert len(desk.bills) == 1
    assert desk.heard == [f"it broke; trying again in {n} s" for n in (1, 2, 4)]


def test_four_tries_are_enough() -> None:
    model = Model(*[failure(billed=True) for _ in range(9)])
    desk = Desk(model)
    with pytest.raises(CallFailed, match="it broke; given up after 4 tries"):
        desk.caller.ask(REQUEST)
    assert len(model.requests) == 4
    assert len(desk.bills) == 4


def test_what_will_not_pass_is_not_tried_again() -> None:
    model = Model(failure(passes=False))
    with pytest.raises(CallFailed, match=r"it broke$"):
        Desk(model).caller.ask(REQUEST)


def test_retry_after_is_obeyed() -> None:
    desk = Desk(Model(failure(after=17), answer()))
    desk.caller.ask(REQUEST)
    assert desk.waits == [17]


@pytest.mark.parametrize(("after", "says"), [(1_209_600.0, "14 days"), (61, "61 s")])
def test_nobody_waits_for_weeks(after: float, says: str) -> None:
    desk = Desk(Model(failure(after=after)))
    with pytest.raises(CallFailed, match=f"would have to wait {says}"):
        desk.caller.ask(REQUEST)
    assert desk.waits == []


def test_waits_of_one_question_are_capped_together() -> None:
    desk = Desk(Model(failure(after=40), failure(after=40), answer()))
    with pytest.raises(CallFailed):
        desk.caller.ask(REQUEST)
    assert desk.waits == [40]


def test_no_wait_beyond_the_time_of_the_session() -> None:
    desk = Desk(Model(failure(after=30)), Limits(max_seconds=20))
    with pytest.raises(CallFailed, match="no time is left"):
        desk.caller.ask(REQUEST)
    assert desk.waits == []


def test_a_call_gets_no_more_than_the_time_that_is_left() -> None:
    model = Model(answer(), answer())
    desk = Desk(model, Limits(max_seconds=100))
    desk.caller.ask(REQUEST)
    desk.now = 80
    desk.caller.ask(REQUEST)
    assert model.timeouts == [100, 20]
    desk.now = 99
    with pytest.raises(BudgetSpent, match="100 s are used up"):
        desk.caller.ask(REQUEST)


def test_the_output_is_lowered_when_less_is_left() -> None:
    model = Model(answer())
    left = input_bound(REQUEST) + 1000
    desk = Desk(model, Limits(max_tokens=left))
    desk.caller.ask(REQUEST)
    assert model.requests[0].max_output_tokens == 1000


def test_nothing_is_sent_when_it_does_not_fit() -> None:
    model = Model()
    for limits in (Limits(max_tokens=1000), Limits(max_cost_usd=Decimal("0.0001"))):
        with pytest.raises(BudgetSpent, match="are left"):
            Desk(model, limits).caller.ask(REQUEST)
    assert model.requests == []


def test_a_budget_that_ends_between_tries_tells_what_broke() -> None:
    worst = worst_of().total
    desk = Desk(Model(failure(billed=True)), Limits(max_tokens=worst + 100))
    with pytest.raises(BudgetSpent, match="brought no answer: it broke"):
        desk.caller.ask(REQUEST)
    assert desk.budget.spent.usage.total == worst


def test_a_cap_on_money_without_a_price_is_an_error_before_any_call() -> None:
    model = Model()
    with pytest.raises(UsageError, match="asked-model"):
        Desk(model, Limits(max_cost_usd=CENT), Prices(None))


def test_without_a_price_tokens_are_still_counted() -> None:
    desk = Desk(Model(answer()), Limits(max_tokens=50_000), Prices(None))
    desk.caller.ask(REQUEST)
    assert desk.bills[0].cost_usd is None
    assert desk.budget.spent.usage == Usage(100, 20)


def test_reasoning_that_is_sent_back_is_reserved() -> None:
    call = ToolCall("c1", "read_file", {})
    first = ModelReply("", StopReason.TOOL_USE, "m", Usage(10, 3000), (call,))
    model = Model(first, answer())
    grown = replace(REQUEST, messages=(*REQUEST.messages, Message("assistant", tool_calls=(call,))))
    left = 3010 + input_bound(grown) + 3000 + 600
    desk = Desk(model, Limits(max_tokens=left))
    desk.caller.ask(REQUEST)
    desk.caller.ask(grown)
    assert model.requests[1].max_output_tokens == 600


OUTCOMES = st.sampled_from(["answer", "answer without usage", "billed", "told", "cut", "free"])


@settings(deadline=None)
@given(st.integers(0, 40_000), st.lists(st.tuples(OUTCOMES, st.floats(0, 1)), max_size=20))
def test_caps_hold_for_any_sequence_of_answers_and_faults(
    tokens: int, outcomes: list[tuple[str, float]]
) -> None:
    model = Model()
    limits = Limits(Decimal("0.06"), tokens)
    desk = Desk(model, limits)

    def next_outcome(kind: str, part: float) -> Outcome:
        def happen() -> ModelReply:
            request = model.requests[-1]
            sent = int(input_bound(request) * part)
            received = int(request.max_output_tokens * part)
            told = Usage(sent, received)
            if kind.startswith("answer"):
                return answer(usage=None if "without" in kind else told)
            usage = {"told": told, "cut": Usage(sent, 0)}.get(kind)
            raise failure(billed=kind != "free", usage=usage)

        return happen

    model.outcomes = [next_outcome(kind, part) for kind, part in outcomes]
    while model.outcomes:
        before = len(model.outcomes)
        model.outcomes += [failure()] * 4  # so that the last question has as many tries as it takes
        try:
            desk.caller.ask(REQUEST)
        except CallFailed:
            pass
        except BudgetSpent:
            if len(model.outcomes) == before + 4:
                break
        del model.outcomes[max(0, len(model.outcomes) - 4) :]
    assert desk.budget.spent.usage.total <= tokens
    assert desk.budget.spent.cost_usd is not None
    assert desk.budget.spent.cost_usd <= Decimal("0.06")
    assert sum(desk.bills, NOTHING_BILLED).usage == desk.budget.spent.usage
