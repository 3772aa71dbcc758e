"""What calls of a language model may take: the worst case is reserved before each call.

A cap that is only looked at after a call leaks by one call, and a failed call that was billed leaks
unseen. So nothing is sent unless the most it can take fits what is left, and what was not reported
is booked at that worst case.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from healbot.core.bill import NOTHING_BILLED, Bill, Usage
from healbot.core.errors import UsageError
from healbot.core.model_call import Message, ModelRequest, Tool

FLOOR_OF_OUTPUT = 512
"""A request is not lowered below so many tokens of output: less holds no fix."""

REQUEST_ALLOWANCE = 1024
"""Tokens that a provider adds to a request: its own words about tools and about the schema."""
MESSAGE_ALLOWANCE = 32
TOOL_ALLOWANCE = 128


@dataclass(frozen=True)
class Limits:
    """Caps on all model calls of a session; ``None`` is no cap."""

    max_cost_usd: Decimal | None = None
    max_tokens: int | None = None
    """Sent and received together, cached ones too."""
    max_seconds: float | None = None
    """Of the session's wall-clock time, waits included."""


class BudgetSpent(Exception):
    """The next call might take more than is left; nothing was sent."""

    def __init__(self, reason: str) -> None:
        """`reason` is one sentence for people."""
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Reservation:
    """What one call may take at most."""

    usage: Usage
    cost_usd: Decimal | None
    """``None`` when the model's price is unknown."""


class Budget:
    """What was spent, what is reserved, and whether the next call fits."""

    def __init__(self, limits: Limits, spent: Bill = NOTHING_BILLED) -> None:
        """`spent` is what earlier calls of a resumed session took.

        Raises `UsageError` when `spent` holds a price that is not known although money is capped.
        """
        self.limits = limits
        self._spent = spent
        self._reserved: list[Reservation] = []
        if spent.cost_usd is None:
            require_price(limits, None, "an earlier model of this session")

    @property
    def spent(self) -> Bill:
        """What all settled calls took, those of earlier runs of the session included."""
        return self._spent

    def carry_over(self, bill: Bill) -> None:
        """Counts what earlier runs of a resumed session took; raises as the constructor does."""
        if bill.cost_usd is None:
            require_price(self.limits, None, "an earlier model of this session")
        self._spent += bill

    def reserve(self, worst: Usage, cost: Decimal | None) -> Reservation:
        """Sets aside what the next call may take at most.

        Raises `BudgetSpent` when that does not fit what is left, `UsageError` when money is capped
        and `cost` is unknown.
        """
        reason = self.shortage(worst, cost)
        if reason:
            raise BudgetSpent(reason)
        reservation = Reservation(worst, cost)
        self._reserved.append(reservation)
        return reservation

    def settle(self, reservation: Reservation, bill: Bill) -> None:
        """Books what the call took in place of what was set aside; `NOTHING_BILLED` frees it."""
        self._reserved.remove(reservation)
        self._spent += bill

    def shortage(self, worst: Usage, cost: Decimal | None) -> str:
        """Returns why a call does not fit, "" when it fits; raises as `reserve` does."""
        require_price(self.limits, cost, "this model")
        left = self._tokens_left()
        if left is not None and worst.total > left:
            return f"the next call may take {worst.total:,} tokens, {max(left, 0):,} are left"
        money = self._money_left()
        if money is not None and cost is not None and cost > money:
            return f"the next call may cost ${cost:.4f}, ${max(money, Decimal(0)):.4f} are left"
        return ""

    def output_that_fits(
        self,
        sent: Usage,
        wanted: int,
        price: Callable[[Usage], Decimal | None],
        floor: int = FLOOR_OF_OUTPUT,
    ) -> int:
        """Returns the most output tokens, up to `wanted`, that fit together with what is `sent`.

        `price` is what a usage costs; it must not fall when the output grows.
        Raises `BudgetSpent` when not even `floor` tokens fit, `UsageError` as `reserve` does.
        """

        def shortage(output: int) -> str:
            usage = sent + Usage(output_tokens=output)
            return self.shortage(usage, price(usage))

        if not shortage(wanted):
            return wanted
        least = min(floor, wanted)
        reason = shortage(least)
        if reason:
            raise BudgetSpent(reason)
        fits, too_much = least, wanted
        while too_much - fits > 1:
            middle = (fits + too_much) // 2
            if shortage(middle):
                too_much = middle
            else:
                fits = middle
        return fits

    def _tokens_left(self) -> int | None:
        if self.limits.max_tokens is None:
            return None
        reserved = sum(reservation.usage.total for reservation in self._reserved)
        return self.limits.max_tokens - self._spent.usage.total - reserved

    def _money_left(self) -> Decimal | None:
        if self.limits.max_cost_usd is None:
            return None
        costs = [reservation.cost_usd or Decimal(0) for reservation in self._reserved]
        return self.limits.max_cost_usd - (self._spent.cost_usd or Decimal(0)) - sum(costs)


def require_price(limits: Limits, cost: Decimal | None, model: str) -> None:
    """Raises `UsageError` when money is capped and `cost`, of any call of `model`, is unknown."""
    if cost is None and limits.max_cost_usd is not None:
        raise UsageError(
            f"the price of {model} is not known, so --max-cost cannot be kept",
            hint="cap tokens instead: --max-tokens 200000",
        )


def input_bound(request: ModelRequest, replayed: int = 0) -> int:
    """Returns more tokens than a provider can count for what `request` sends.

    A token stands for at least one byte of UTF-8 text, in all tokenizers in use. `replayed` are
    tokens of earlier answers that a provider wants back although no `Message` holds them, such as
    hidden reasoning before a tool call.
    """
    texts = REQUEST_ALLOWANCE + _bytes(request.system) + sum(map(_of_message, request.messages))
    tools = sum(map(_of_tool, request.tools))
    # Providers repeat the schema in words of their own next to the one that is sent.
    schema = 0 if request.schema is None else TOOL_ALLOWANCE + 2 * _of_json(request.schema)
    return texts + tools + schema + replayed


def _of_message(message: Message) -> int:
    calls = sum(
        MESSAGE_ALLOWANCE + _bytes(call.id) + _bytes(call.name) + _of_json(call.arguments)
        for call in message.tool_calls
    )
    results = sum(
        MESSAGE_ALLOWANCE + _bytes(result.id) + _bytes(result.text)
        for result in message.tool_results
    )
    return MESSAGE_ALLOWANCE + _bytes(message.text) + calls + results


def _of_tool(tool: Tool) -> int:
    texts = _bytes(tool.name) + _bytes(tool.description)
    return TOOL_ALLOWANCE + texts + 2 * _of_json(tool.parameters)


def _of_json(value: Mapping[str, Any]) -> int:
    return len(json.dumps(value, default=dict))


def _bytes(text: str) -> int:
    # Lone surrogates cannot be encoded strictly; a client replaces them by three bytes each.
    return len(text.encode("utf-8", "surrogatepass"))
