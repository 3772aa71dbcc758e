"""What tokens cost, from the price list that ships with the ``genai-prices`` package.

The list is the one that is installed: nothing is fetched over the network.
"""

from __future__ import annotations

from decimal import Decimal

from healbot.core.bill import Usage
from healbot.generators.language_model.providers import ModelChoice, Provider

_PRICED = {Provider.ANTHROPIC: "anthropic", Provider.OPENAI: "openai", Provider.GEMINI: "google"}


def cost_of(provider: str, model: str, usage: Usage, url: str = "") -> Decimal | None:
    """Returns the price of `usage` in US dollars, ``None`` when the list does not know `model`.

    `provider` is ``anthropic``, ``openai``, ``gemini`` or ``local``; the price of a ``local`` model
    is unknown on one's own machine. A server at `url` that sells models itself has its own prices.
    """
    from genai_prices import Usage as Counted
    from genai_prices import calc_price

    sent = usage.total - usage.output_tokens
    counted = Counted(
        input_tokens=sent,
        output_tokens=usage.output_tokens,
        cache_read_tokens=usage.cache_read_tokens,
        cache_write_tokens=usage.cache_write_tokens,
    )
    seller = _seller_at(url) or _PRICED.get(Provider(provider))
    if seller is None:
        return None
    try:
        return calc_price(counted, model, provider_id=seller).total_price
    except (LookupError, ValueError):
        return None


def _seller_at(url: str) -> str:
    """Returns how the list calls the seller at `url`, "" when it knows none there."""
    from genai_prices.data_snapshot import get_snapshot

    if not url:
        return ""
    try:
        return get_snapshot().find_provider(None, None, url).id
    except LookupError:
        return ""


def worst_cost_of(provider: str, model: str, usage: Usage, url: str = "") -> Decimal | None:
    """Returns the most that `usage` can cost, however its input is split over the cache.

    Prices are per token of a kind, so the dearest split is all input of one kind.
    """
    sent, received = usage.total - usage.output_tokens, usage.output_tokens
    splits = (
        Usage(sent, received),
        Usage(0, received, cache_write_tokens=sent),
        Usage(0, received, cache_read_tokens=sent),
    )
    costs = [cost_of(provider, model, split, url) for split in splits]
    known = [cost for cost in costs if cost is not None]
    return max(known) if len(known) == len(costs) else None


class PriceList:
    """The prices of one model."""

    def __init__(self, choice: ModelChoice) -> None:
        self._where = (choice.provider.value, choice.name)
        self._url = choice.base_url

    def cost(self, usage: Usage) -> Decimal | None:
        """Returns what `usage` cost; ``None`` when unknown."""
        return cost_of(*self._where, usage, self._url)

    def worst_cost(self, usage: Usage) -> Decimal | None:
        """Returns the most that `usage` can cost; ``None`` when unknown."""
        return worst_cost_of(*self._where, usage, self._url)
