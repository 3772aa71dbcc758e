"""Nothing is sent that could break a cap, whatever was spent and however the calls went."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healbot.core.bill import NOTHING_BILLED, Bill, Usage
from healbot.core.budget import (
    Budget,
    BudgetSpent,
    Limits,
    input_bound,
)
from healbot.core.errors import UsageError
from healbot.core.model_call import Message, ModelRequest

PRICE = Decimal("0.00001")


def price(usage: Usage) -> Decimal:
    """Returns a price in which output is five times as dear as input."""
    return PRICE * (usage.total + 4 * usage.output_tokens)


def unknown(_: Usage) -> None:
    """Returns the price of a model that no list has."""


def test_a_call_that_does_not_fit_is_refused_before_it_is_sent() -> None:
    budget = Budget(Limits(max_tokens=1000))
    budget.reserve(Usage(500, 400), None)
    with pytest.raises(BudgetSpent, match="may take 101 tokens, 100 are left"):
        budget.reserve(Usage(101), None)
    budget.reserve(Usage(100), None)


def test_money_is_capped_too() -> None:
    budget = Budget(Limits(max_cost_usd=Decimal("0.01")))
    with pytest.raises(BudgetSpent, match=r"may cost \$0.0200, \$0.0100 are left"):
        budget.reserve(Usage(1), Decimal("0.02"))


def test_what_is_settled_frees_what_was_reserved() -> None:
    budget = Budget(Limits(max_tokens=1000))
    first = budget.reserve(Usage(1000), None)
    budget.settle(first, Bill(1, Usage(10), None, "m"))
    second = budget.reserve(Usage(990), None)
    budget.settle(second, NOTHING_BILLED)
    budget.reserve(Usage(990), None)
    assert budget.spent.usage == Usage(10)
    assert budget.spent.calls == 1


def test_earlier_calls_of_a_session_count() -> None:
    budget = Budget(Limits(max_tokens=1000), Bill(3, Usage(900, 50), Decimal(1), "m"))
    with pytest.raises(BudgetSpent, match="50 are left"):
        budget.reserve(Usage(51), None)


def test_an_overspent_budget_has_nothing_left() -> None:
    budget = Budget(Limits(Decimal(1), max_tokens=10), Bill(1, Usage(900), Decimal(5), "m"))
    with pytest.raises(BudgetSpent, match=" 0 are left"):
        budget.reserve(Usage(1), Decimal("0.1"))


def test_a_cap_on_money_without_a_price_is_an_error() -> None:
    budget = Budget(Limits(max_cost_usd=Decimal(1)))
    with pytest.raises(UsageError) as caught:
        budget.reserve(Usage(1), None)
    assert "--max-tokens" in caught.value.hint
    with pytest.raises(UsageError):
        Budget(Limits(max_cost_usd=Decimal(1)), Bill(1, Usage(1), None, "m"))


def test_without_a_cap_on_money_an_unknown_price_is_fine() -> None:
    budget = Budget(Limits(max_tokens=100), Bill(1, Usage(1), None, "m"))
    budget.reserve(Usage(99), None)


def test_output_is_lowered_to_what_fits_but_not_below_the_floor() -> None:
    budget = Budget(Limits(max_tokens=2000))
    assert budget.output_that_fits(Usage(100), 4096, unknown) == 1900
    assert budget.output_that_fits(Usage(100), 300, unknown) == 300
    assert budget.output_that_fits(Usage(1488), 4096, unknown) == 512
    with pytest.raises(BudgetSpent):
        budget.output_that_fits(Usage(1489), 4096, unknown)
    assert budget.output_that_fits(Usage(1800), 200, unknown) == 200


def test_output_is_lowered_to_what_can_be_paid() -> None:
    budget = Budget(Limits(max_cost_usd=PRICE * 6000))
    assert budget.output_that_fits(Usage(1000), 4096, price) == 1000


USAGES = st.builds(Usage, *[st.integers(0, 3000)] * 4)
CALLS = st.tuples(
    USAGES,
    st.integers(0, 4000),
    st.sampled_from(["told", "lost", "refused", "never settled"]),
    st.floats(0, 1),
)


def share(usage: Usage, part: float) -> Usage:
    """Returns a usage within `usage`."""
    return Usage(
        int(usage.input_tokens * part),
        int(usage.output_tokens * part),
        int(usage.cache_read_tokens * part),
        int(usage.cache_write_tokens * part),
    )


@given(
    st.one_of(st.none(), st.integers(0, 20_000)),
    st.one_of(st.none(), st.decimals(0, 1, places=4)),
    USAGES,
    st.lists(CALLS, max_size=12),
)
def test_no_sequence_of_calls_breaks_a_cap(
    tokens: int | None,
    cost: Decimal | None,
    earlier: Usage,
    calls: list[tuple[Usage, int, str, float]],
) -> None:
    before = Bill(1, earlier, price(earlier), "m")
    budget = Budget(Limits(cost, tokens), before)
    for sent, wanted, outcome, part in calls:
        try:
            output = budget.output_that_fits(sent, wanted, price, floor=100)
            worst = sent + Usage(output_tokens=output)
            reservation = budget.reserve(worst, price(worst))
        except BudgetSpent:
            continue
        assert min(100, wanted) <= output <= wanted
        if outcome == "never settled":
            continue
        used = {"told": share(worst, part), "lost": worst}.get(outcome)
        bill = NOTHING_BILLED if used is None else Bill(1, used, price(used), "m")
        budget.settle(reservation, bill)
    taken = budget.spent
    assert tokens is None or taken.usage.total <= max(tokens, earlier.total)
    assert taken.cost_usd is not None
    assert cost is None or taken.cost_usd <= max(cost, price(earlier))


@given(st.integers(0, 5000), st.integers(1, 5000), st.integers(0, 12_000))
def test_no_larger_output_fits(sent: int, wanted: int, left: int) -> None:
    budget = Budget(Limits(max_tokens=left))
    try:
        found = budget.output_that_fits(Usage(sent), wanted, unknown)
    except BudgetSpent:
        assert sent + min(512, wanted) > left
        return
    assert budget.shortage(Usage(sent, found), None) == ""
    assert found == wanted or budget.shortage(Usage(sent, found + 1), None)


@given(st.text(), st.text())
def test_more_text_never_lowers_the_bound(system: str, said: str) -> None:
    small = ModelRequest(system, (Message("user", said),), 100)
    large = ModelRequest(system, (Message("user", said), Message("assistant", said)), 100)
    assert input_bound(small) >= len((system + said).encode("utf-8", "surrogatepass"))
    assert input_bound(large) > input_bound(small)
    assert input_bound(large, 50) == input_bound(large) + 50
