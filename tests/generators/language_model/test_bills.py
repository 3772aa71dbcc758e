"""The bill is right to the token after every fault, through the real libraries."""

from __future__ import annotations

import pytest

from healbot.core.bill import Bill, Usage
from healbot.core.budget import Budget, BudgetSpent, Limits, input_bound
from healbot.core.errors import ModelUnusable
from healbot.core.model_call import CallFailed
from healbot.generators.language_model.caller import MOST_TRIES, Caller
from healbot.generators.language_model.listing import open_client
from healbot.generators.language_model.prices import PriceList
from healbot.generators.language_model.providers import Provider
from tests.generators.language_model.clients import KEY, NAMES, REQUEST, choice
from tests.generators.language_model.test_faults import FAILS, UNUSABLE
from tests.scripted_model import Fault, ScriptedModel, reply, scripted_model

BOTH = pytest.mark.parametrize("provider", [Provider.ANTHROPIC, Provider.OPENAI])
USED = Usage(812, 97, cache_read_tokens=64)
WORST = Usage(0, REQUEST.max_output_tokens, cache_write_tokens=input_bound(REQUEST))


class Desk:
    """A caller for a scripted server, and what it was billed."""

    def __init__(self, provider: Provider, server: ScriptedModel) -> None:
        chosen = choice(provider, server)
        self.prices = PriceList(chosen)
        self.bills: list[Bill] = []
        self.budget = Budget(Limits(max_tokens=1_000_000))
        self.caller = Caller(
            open_client(chosen), self.budget, self.prices,
            on_bill=self.bills.append, sleep=lambda _: None,
        )  # fmt: skip

    def worst(self, provider: Provider) -> Bill:
        """Returns the bill of a call of which nothing is known."""
        cost = self.prices.worst_cost(WORST)
        assert cost
        return Bill(1, WORST, cost, NAMES[provider], estimated=True)

    def told(self, provider: Provider) -> Bill:
        """Returns the bill of a call that told what it used."""
        cost = self.prices.cost(USED)
        assert cost
        return Bill(1, USED, cost, NAMES[provider])


@BOTH
@pytest.mark.parametrize("name", FAILS)
def test_bill_of_a_fault_and_of_what_follows(provider: Provider, name: str) -> None:
    happens, billed, passes = FAILS[name]
    script: list[Fault] = [happens]
    follows = [reply("fixed", usage=USED)] if passes else []
    with scripted_model([*script, *follows]) as server:
        desk = Desk(provider, server)
        if passes:
            assert desk.caller.ask(REQUEST).text == "fixed"
        else:
            with pytest.raises(CallFailed):
                desk.caller.ask(REQUEST)
        expected = [desk.worst(provider)] if billed else []
        expected += [desk.told(provider)] if passes else []
        assert desk.bills == expected
        assert desk.budget.spent.usage == sum((bill.usage for bill in expected), Usage())


@BOTH
@pytest.mark.parametrize("name", UNUSABLE)
def test_no_bill_from_a_model_that_never_answers(provider: Provider, name: str) -> None:
    with scripted_model([UNUSABLE[name][0]]) as server:
        desk = Desk(provider, server)
        with pytest.raises(ModelUnusable) as caught:
            desk.caller.ask(REQUEST)
        assert desk.bills == []
        assert KEY not in caught.value.message + caught.value.hint


@BOTH
def test_a_fault_that_does_not_pass_in_time_is_told_once(provider: Provider) -> None:
    happens = FAILS["cut body"][0]
    with scripted_model([happens] * MOST_TRIES) as server:
        desk = Desk(provider, server)
        with pytest.raises(CallFailed, match="given up after 4 tries"):
            desk.caller.ask(REQUEST)
        assert desk.bills == [desk.worst(provider)] * MOST_TRIES


@BOTH
def test_a_cap_is_kept_whatever_happens(provider: Provider) -> None:
    happens = FAILS["cut body"][0]
    with scripted_model([happens, happens]) as server:
        desk = Desk(provider, server)
        desk.budget.limits = Limits(max_tokens=2 * WORST.total + 1000)
        with pytest.raises(BudgetSpent, match="tokens"):
            desk.caller.ask(REQUEST)
        assert desk.budget.spent.usage.total == 2 * WORST.total
