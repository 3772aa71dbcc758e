"""What calls of a language model used and cost."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Usage:
    """Tokens of one or more calls."""

    input_tokens: int = 0
    """Tokens sent that no cache held."""
    output_tokens: int = 0
    """Tokens received, hidden reasoning included."""
    cache_read_tokens: int = 0
    """Tokens sent that the provider's cache held."""
    cache_write_tokens: int = 0
    """Tokens sent that were put into the provider's cache."""

    @property
    def total(self) -> int:
        """All tokens."""
        sent = self.input_tokens + self.cache_read_tokens + self.cache_write_tokens
        return sent + self.output_tokens

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cache_read_tokens + other.cache_read_tokens,
            self.cache_write_tokens + other.cache_write_tokens,
        )


@dataclass(frozen=True)
class Bill:
    """What was spent on one or more calls."""

    calls: int = 0
    """Requests that were, or may have been, billed."""
    usage: Usage = Usage()
    cost_usd: Decimal | None = Decimal(0)
    """In US dollars; ``None`` when the price of a model is unknown."""
    model: str = ""
    """The model that answered last, as the provider names it, such as ``claude-sonnet-5-5``."""
    estimated: bool = False
    """Whether a call's usage was not reported and its worst case was booked instead."""

    def __add__(self, other: Bill) -> Bill:
        unknown = self.cost_usd is None or other.cost_usd is None
        return Bill(
            self.calls + other.calls,
            self.usage + other.usage,
            None if unknown else (self.cost_usd or Decimal(0)) + (other.cost_usd or Decimal(0)),
            other.model or self.model,
            self.estimated or other.estimated,
        )

    def __bool__(self) -> bool:
        return self.calls > 0


NOTHING_BILLED = Bill()
