"""What bills look like in words and as JSON data."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healbot.core.bill import Bill, Usage
from healbot.reports.bill import bill_json, bill_words, cost_words


def bill(cost: str | None, calls: int = 1, estimated: bool = False) -> Bill:
    """Returns a bill of a model for 1,200 tokens."""
    usd = None if cost is None else Decimal(cost)
    return Bill(calls, Usage(1000, 200), usd, "claude-sonnet-5-5", estimated)


@pytest.mark.parametrize(
    ("cost", "words"),
    [
        ("0", "$0.0000"),
        ("0.0123", "$0.0123"),
        ("0.01230001", "$0.0124"),
        ("0.0000001", "$0.0001"),
        ("12", "$12.0000"),
        (None, "price unknown"),
    ],
)
def test_a_cost_is_never_shown_lower_than_it_is(cost: str | None, words: str) -> None:
    assert cost_words(bill(cost)) == words


@given(st.decimals(0, 10**9, places=9))
def test_a_cost_is_at_most_a_hundredth_of_a_cent_too_high(cost: Decimal) -> None:
    shown = Decimal(cost_words(bill(str(cost))).removeprefix("$"))
    assert cost <= shown < cost + Decimal("0.0001")


def test_one_line_says_what_was_taken() -> None:
    assert bill_words(bill("0.01")) == "claude-sonnet-5-5: 1 request, 1,200 tokens, $0.0100"
    assert bill_words(bill("0.01", 2)).startswith("claude-sonnet-5-5: 2 requests,")


def test_what_is_estimated_is_an_upper_bound() -> None:
    assert bill_words(bill("0.01", estimated=True)).endswith("up to 1,200 tokens, up to $0.0100")
    assert bill_words(bill(None, estimated=True)).endswith("up to 1,200 tokens, price unknown")


def test_an_unknown_price_is_null_in_json() -> None:
    assert bill_json(bill(None))["cost_usd"] is None
    assert bill_json(bill("0.5"))["cost_usd"] == 0.5
