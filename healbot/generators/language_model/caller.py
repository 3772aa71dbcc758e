"""Asks a model within a budget: reserve, call, book, and wait when that helps."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from random import SystemRandom
from typing import Protocol

from healbot.core.bill import NOTHING_BILLED, Bill, Usage
from healbot.core.budget import Budget, BudgetSpent, Reservation, input_bound, require_price
from healbot.core.errors import ModelUnusable
from healbot.core.model_call import CallFailed, ModelReply, ModelRequest
from healbot.ports import ModelClient

MOST_TRIES = 4
MOST_WAITING = 60.0
"""Seconds of waiting between the tries of one question."""
FIRST_WAIT = 1.0
"""Seconds; each further wait is twice as long."""
LEAST_TIME = 5.0
"""Seconds that must be left for a call to be worth sending."""
_RANDOM = SystemRandom()


class Prices(Protocol):
    """What tokens of the model cost in US dollars; ``None`` when unknown."""

    def cost(self, usage: Usage) -> Decimal | None:
        """Returns what `usage` cost."""

    def worst_cost(self, usage: Usage) -> Decimal | None:
        """Returns the most that `usage` can cost, however its input is split over the cache."""


class Caller:
    """One model for one session."""

    def __init__(
        self,
        client: ModelClient,
        budget: Budget,
        prices: Prices,
        *,
        on_bill: Callable[[Bill], None] = lambda _: None,
        observer: Callable[[str], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = _RANDOM.random,
        began: float | None = None,
    ) -> None:
        """`on_bill` gets the bill of each call before its answer is looked at; `observer` gets a
        sentence for people when a wait begins; `clock` counts seconds, and the
        session's ``max_seconds`` count from `began` by this clock, by default from now; `jitter` is
        a random number from 0 to 1.

        Raises `UsageError` when money is capped and the model's price is unknown.
        """
        self._client = client
        self._budget = budget
        self._prices = prices
        self._on_bill = on_bill
        self._observer = observer
        self._clock = clock
        self._sleep = sleep
        self._jitter = jitter
        self._began = clock() if began is None else began
        self._outputs: dict[str, int] = {}
        require_price(budget.limits, prices.worst_cost(Usage(1, 1)), client.model)

    @property
    def has_tools(self) -> bool:
        """Whether the model can ask for tools, as far as is known."""
        return self._client.has_tools

    def ask(self, request: ModelRequest) -> ModelReply:
        """Returns the answer to `request`; its ``max_output_tokens`` is lowered when less is left.

        Raises `BudgetSpent` when the next call does not fit what is left, `CallFailed` when no
        answer came, `ModelUnusable` when none will ever come.
        """
        waited, broke = 0.0, ""
        for number in range(1, MOST_TRIES + 1):
            try:
                return self._try(request)
            except BudgetSpent as spent:
                raise BudgetSpent(spent.reason + broke) from None
            except CallFailed as failed:
                broke = f"; the last call brought no answer: {failed.reason}"
                wait = self._wait_after(failed, number, waited)
                self._observer(f"{failed.reason}; trying again in {wait:.0f} s")
                self._sleep(wait)
                waited += wait
        raise AssertionError("the last try raises or returns")

    def _try(self, request: ModelRequest) -> ModelReply:
        seconds = self._seconds_for(request)
        sent = Usage(cache_write_tokens=input_bound(request, self._replayed(request)))
        output = self._budget.output_that_fits(
            sent, request.max_output_tokens, self._prices.worst_cost
        )
        worst = sent + Usage(output_tokens=output)
        reservation = self._budget.reserve(worst, self._prices.worst_cost(worst))
        bill = NOTHING_BILLED
        try:
            # Whatever ends the call, even an interrupt, finds it booked as far as it may be billed.
            bill = self._bill_of(worst, None)
            reply = self._client.call(replace(request, max_output_tokens=output), seconds)
            bill = self._bill_of(worst, reply.usage, reply.model)
            for call in reply.tool_calls:
                self._outputs[call.id] = bill.usage.output_tokens
            return reply
        except CallFailed as failed:
            bill = self._bill_of_failure(worst, failed)
            raise
        except ModelUnusable:
            bill = NOTHING_BILLED
            raise
        finally:
            self._book(reservation, bill)

    def _book(self, reservation: Reservation, bill: Bill) -> None:
        self._budget.settle(reservation, bill)
        if bill:
            self._on_bill(bill)

    def _bill_of_failure(self, worst: Usage, failed: CallFailed) -> Bill:
        told = failed.usage
        if told is None:
            return self._bill_of(worst, None) if failed.may_be_billed else NOTHING_BILLED
        if told.output_tokens:
            return self._bill_of(worst, told)
        # It told what was sent, but broke before it told what was received.
        most = told + Usage(output_tokens=worst.output_tokens)
        return replace(self._bill_of(worst, most), estimated=True)

    def _bill_of(self, worst: Usage, usage: Usage | None, model: str = "") -> Bill:
        """Returns the bill of one call; without a `usage`, that of its worst case."""
        if usage is not None and not usage.total:
            return NOTHING_BILLED
        cost = self._prices.worst_cost(worst) if usage is None else self._prices.cost(usage)
        name = model or self._client.model
        return Bill(1, worst if usage is None else usage, cost, name, estimated=usage is None)

    def _replayed(self, request: ModelRequest) -> int:
        """Returns the output of the answers in `request` that called tools: their hidden reasoning,
        which is part of it, is sent again."""
        firsts = (message.tool_calls[0].id for message in request.messages if message.tool_calls)
        return sum(self._outputs.get(identity, 0) for identity in firsts)

    def _seconds_left(self) -> float:
        limit = self._budget.limits.max_seconds
        return float("inf") if limit is None else limit - (self._clock() - self._began)

    def _seconds_for(self, request: ModelRequest) -> float:
        left = self._seconds_left()
        if left < LEAST_TIME:
            raise BudgetSpent(f"the {self._budget.limits.max_seconds:.0f} s are used up")
        return min(left, patience(self._client.provider, request.max_output_tokens))

    def _wait_after(self, failed: CallFailed, number: int, waited: float) -> float:
        """Returns the seconds to wait before the next try; raises `failed` again, with what was
        tried, when another try makes no sense."""
        if not failed.may_pass:
            raise failed
        wait = FIRST_WAIT * (1 << (number - 1)) * (0.5 + self._jitter() / 2)
        if failed.retry_after is not None:
            wait = max(wait, failed.retry_after)
        if number == MOST_TRIES:
            raise _given_up(failed, f"after {number} tries")
        if waited + wait > MOST_WAITING:
            raise _given_up(failed, f"it would have to wait {_duration(wait)}")
        if wait + LEAST_TIME > self._seconds_left():
            raise _given_up(failed, "no time is left for another try")
        return wait


def patience(provider: str, max_output_tokens: int) -> float:
    """Returns how many seconds a call may take: a minute until the answer begins, and its tokens at
    the speed of the slowest model in use; models on one's own machine are slower."""
    if provider == "local":
        return 180 + max_output_tokens / 10
    return 60 + max_output_tokens / 25


def _given_up(failed: CallFailed, why: str) -> CallFailed:
    return CallFailed(
        f"{failed.reason}; given up {why}"
        if why.startswith("after")
        else f"{failed.reason}; {why}",
        may_be_billed=failed.may_be_billed,
        may_pass=failed.may_pass,
        retry_after=failed.retry_after,
        usage=failed.usage,
    )


def _duration(seconds: float) -> str:
    for unit, size in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
