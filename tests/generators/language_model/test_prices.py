"""Prices come from the installed list, without the network."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healbot.core.bill import Usage
from healbot.generators.language_model.prices import PriceList, cost_of, worst_cost_of
from healbot.generators.language_model.providers import FACTS, ModelChoice, Provider

MILLION = 1_000_000
SONNET = ("anthropic", "claude-sonnet-5-5")


def test_every_kind_of_token_has_its_price() -> None:
    plain = cost_of(*SONNET, Usage(MILLION))
    read = cost_of(*SONNET, Usage(cache_read_tokens=MILLION))
    written = cost_of(*SONNET, Usage(cache_write_tokens=MILLION))
    received = cost_of(*SONNET, Usage(output_tokens=MILLION))
    assert plain is not None
    assert read is not None
    assert written is not None
    assert received is not None
    assert Decimal(0) < read < plain < written < received
    assert cost_of(*SONNET, Usage(MILLION, MILLION, MILLION, MILLION)) == (
        plain + read + written + received
    )
    assert worst_cost_of(*SONNET, Usage(MILLION, MILLION)) == written + received


@pytest.mark.parametrize(
    "where",
    [
        ("anthropic", "claude-that-nobody-knows"),
        ("openai", "gpt-that-nobody-knows"),
        ("local", "claude-sonnet-5-5"),
        ("local", "claude-sonnet-5-5", "http://127.0.0.1:11434/v1"),
        ("anthropic", ""),
    ],
)
def test_unknown_price(where: tuple[str, ...]) -> None:
    provider, model, *url = where
    assert cost_of(provider, model, Usage(1, 1), *url) is None
    assert worst_cost_of(provider, model, Usage(1, 1), *url) is None


def test_a_gateway_has_its_own_prices() -> None:
    url = "https://openrouter.ai/api/v1"
    assert cost_of("openai", "anthropic/claude-sonnet-5.5", Usage(MILLION), url)
    assert cost_of("openai", "gpt-that-nobody-knows", Usage(MILLION), url) is None
    plain = cost_of(*SONNET, Usage(MILLION))
    assert cost_of(*SONNET, Usage(MILLION), "https://gateway.example/v1") == plain
    assert cost_of(*SONNET, Usage(MILLION), "http://127.0.0.1:4000") == plain


def test_a_server_on_the_network_may_have_prices() -> None:
    url = "https://openrouter.ai/api/v1"
    assert cost_of("local", "anthropic/claude-sonnet-5.5", Usage(MILLION), url)


@pytest.mark.parametrize("provider", [p for p in Provider if FACTS[p].default_model])
def test_the_default_models_have_prices(provider: Provider) -> None:
    choice = ModelChoice(provider, FACTS[provider].default_model, "k", "https://x")
    prices = PriceList(choice)
    assert prices.cost(Usage(1000, 1000))
    assert prices.worst_cost(Usage(1000, 1000))


@settings(deadline=None)
@given(
    st.sampled_from(
        [
            SONNET,
            ("openai", "gpt-5.6-terra"),
            ("gemini", "gemini-2.5-pro"),
            ("gemini", "gemini-flash-latest"),
        ]
    ),
    *[st.integers(0, 500_000)] * 4,
)
def test_the_worst_cost_is_no_less_than_any(
    where: tuple[str, str], sent: int, received: int, read: int, written: int
) -> None:
    usage = Usage(sent, received, read, written)
    cost, worst = cost_of(*where, usage), worst_cost_of(*where, usage)
    assert cost is not None
    assert worst is not None
    assert cost <= worst
