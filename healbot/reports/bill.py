"""What language models took, in words and as JSON data."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import Any

from healbot.core.bill import Bill


def bill_words(bill: Bill) -> str:
    """Returns a line such as ``claude-sonnet-5-5: 2 requests, 6,600 tokens, $0.0123``."""
    requests = f"{bill.calls} request{'s' * (bill.calls != 1)}"
    sign = "up to " if bill.estimated else ""
    cost = cost_words(bill) if bill.cost_usd is None else sign + cost_words(bill)
    parts = (requests, f"{sign}{bill.usage.total:,} tokens", cost)
    return f"{bill.model or 'model'}: {', '.join(parts)}"


def cost_words(bill: Bill) -> str:
    """Returns ``$0.0123``, or that the price is unknown; small amounts are rounded up."""
    if bill.cost_usd is None:
        return "price unknown"
    return f"${bill.cost_usd.quantize(Decimal('0.0001'), ROUND_CEILING)}"


def bill_json(bill: Bill) -> dict[str, Any]:
    """Returns a bill as JSON data of ``report.schema.json``."""
    return {
        "model": bill.model,
        "requests": bill.calls,
        "input_tokens": bill.usage.input_tokens,
        "output_tokens": bill.usage.output_tokens,
        "cache_read_tokens": bill.usage.cache_read_tokens,
        "cache_write_tokens": bill.usage.cache_write_tokens,
        "cost_usd": None if bill.cost_usd is None else float(bill.cost_usd),
        "estimated": bill.estimated,
    }
