"""The same clients against llmock, a fake by other hands: what both agree on is likely true."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from healbot.core.bill import Bill
from healbot.core.budget import Budget, Limits
from healbot.core.model_call import CallFailed, Message, ModelReply, StopReason, ToolResult
from healbot.generators.language_model.caller import Caller
from healbot.generators.language_model.listing import list_models, open_client
from healbot.generators.language_model.prices import PriceList
from healbot.generators.language_model.providers import ModelChoice, Provider
from healbot.ports import ModelClient
from tests.generators.language_model.clients import NAMES, REQUEST, TOOL

if TYPE_CHECKING:  # its plug-in brings the fixture
    from llmock.pytest_plugin import LLMock

BOTH = pytest.mark.parametrize("provider", [Provider.ANTHROPIC, Provider.OPENAI])
STREAMED = replace(REQUEST, max_output_tokens=30_000)


def choice(provider: Provider, llmock: LLMock) -> ModelChoice:
    """Returns the way to llmock."""
    return ModelChoice(provider, NAMES[provider], "llmock-key", llmock.base_url(provider.value))


def client(provider: Provider, llmock: LLMock) -> ModelClient:
    """Returns the client for llmock."""
    return open_client(choice(provider, llmock))


@BOTH
def test_an_answer_and_its_usage(provider: Provider, llmock: LLMock) -> None:
    llmock.reply("a fix")
    found = client(provider, llmock).call(REQUEST, 20)
    assert (found.text, found.stop) == ("a fix", StopReason.FINISHED)
    assert found.model == NAMES[provider]
    assert found.usage is not None
    assert found.usage.output_tokens > 0


def test_a_streamed_answer(llmock: LLMock) -> None:
    llmock.reply("a fix in many words, sent piece by piece")
    found = client(Provider.ANTHROPIC, llmock).call(STREAMED, 20)
    assert (found.text, found.stop) == (
        "a fix in many words, sent piece by piece",
        StopReason.FINISHED,
    )
    assert found.usage is not None


@BOTH
def test_tools_both_ways(provider: Provider, llmock: LLMock) -> None:
    llmock.call_tool("read_file", {"path": "a.py"}).reply("a fix")
    asked = client(provider, llmock)
    request = replace(REQUEST, tools=(TOOL,))
    first = asked.call(request, 20)
    assert first.stop is StopReason.TOOL_USE
    (call,) = first.tool_calls
    assert (call.name, call.arguments) == ("read_file", {"path": "a.py"})
    grown = (
        *REQUEST.messages,
        Message("assistant", first.text, first.tool_calls),
        Message("user", tool_results=(ToolResult(call.id, "print(1)"),)),
    )
    assert asked.call(replace(request, messages=grown), 20).text == "a fix"


@BOTH
def test_broken_arguments_of_a_tool(provider: Provider, llmock: LLMock) -> None:
    llmock.call_tool("read_file", {"path": "a.py"}).break_tool_call()
    found = client(provider, llmock).call(replace(REQUEST, tools=(TOOL,)), 20)
    assert found.tool_calls[0].name == "read_file"


@BOTH
@pytest.mark.parametrize("status", [500, 503, 529])
def test_faults_of_the_provider(provider: Provider, status: int, llmock: LLMock) -> None:
    llmock.fail(status)
    with pytest.raises(CallFailed) as caught:
        client(provider, llmock).call(REQUEST, 20)
    assert caught.value.may_pass
    assert not caught.value.may_be_billed


@BOTH
def test_too_much_for_the_model(provider: Provider, llmock: LLMock) -> None:
    llmock.context_overflow()
    assert client(provider, llmock).call(REQUEST, 20).stop is StopReason.CONTEXT_FULL


@pytest.mark.parametrize("fault", ["disconnect", "truncate", "corrupt", "stall"])
def test_streams_that_break(fault: str, llmock: LLMock) -> None:
    llmock.reply("a fix in many words, sent piece by piece")
    getattr(llmock, fault)(after_chunks=3)
    with pytest.raises(CallFailed) as caught:
        client(Provider.ANTHROPIC, llmock).call(STREAMED, 2.0)
    assert caught.value.may_be_billed
    assert caught.value.usage is not None
    assert caught.value.usage.input_tokens > 0


@BOTH
def test_a_silence_ends_at_the_deadline(provider: Provider, llmock: LLMock) -> None:
    llmock.delay(3.0)
    with pytest.raises(CallFailed, match="did not answer"):
        client(provider, llmock).call(REQUEST, 0.5)


@BOTH
def test_a_caller_is_resilient(provider: Provider, llmock: LLMock) -> None:
    llmock.rate_limit(times=1, retry_after=0.3).fail(529).reply("a fix")
    bills: list[Bill] = []
    chosen = choice(provider, llmock)
    caller = Caller(
        open_client(chosen),
        Budget(Limits(max_tokens=50_000)),
        PriceList(chosen),
        on_bill=bills.append,
        jitter=lambda: 0.0,
    )
    found: ModelReply = caller.ask(REQUEST)
    assert found.text == "a fix"
    assert [(bill.calls, bill.usage) for bill in bills] == [(1, found.usage)]
    llmock.assert_resilient()


@BOTH
def test_the_list_of_models(provider: Provider, llmock: LLMock) -> None:
    assert list_models(choice(provider, llmock), 20)
