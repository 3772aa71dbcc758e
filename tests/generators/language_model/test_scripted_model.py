"""The scripted model speaks both wires so that the real SDKs believe it."""

from __future__ import annotations

import anthropic
import openai
import pytest

from healbot.core.bill import Usage
from healbot.core.model_call import ToolCall
from tests.scripted_model import fault, reply, scripted_model

ASK = [{"role": "user", "content": "hello"}]


def test_both_sdks_read_a_reply_with_its_usage() -> None:
    usage = Usage(11, 7, cache_read_tokens=5)
    call = ToolCall("call_1", "read_file", {"path": "a.py"})
    answer = reply("hi", tool_calls=[call], usage=usage)
    with scripted_model([answer, answer, answer]) as server:
        with anthropic.Anthropic(api_key="k", base_url=server.anthropic_url) as client:
            message = client.messages.create(model="m", max_tokens=9, messages=ASK)  # type: ignore[arg-type]  # plain dicts
            with client.messages.stream(model="m", max_tokens=9, messages=ASK) as stream:  # type: ignore[arg-type]  # plain dicts
                streamed = stream.get_final_message()
        with openai.OpenAI(api_key="k", base_url=server.openai_url) as other:
            completion = other.chat.completions.create(model="m", messages=ASK)  # type: ignore[arg-type]  # plain dicts
    for found in (message, streamed):
        assert [block.type for block in found.content] == ["text", "tool_use"]
        assert found.usage.input_tokens == 11
        assert found.usage.output_tokens == 7
        assert found.usage.cache_read_input_tokens == 5
        assert found.stop_reason == "tool_use"
    assert completion.usage is not None
    assert completion.usage.prompt_tokens == 16
    assert completion.choices[0].message.tool_calls
    assert [request.path for request in server.calls] == [
        "/v1/messages",
        "/v1/messages",
        "/v1/chat/completions",
    ]


def test_a_script_that_was_not_used_up_fails_the_test() -> None:
    with pytest.raises(AssertionError, match="not used"), scripted_model([fault("empty")]):
        pass


def test_a_call_beyond_the_script_fails_the_test() -> None:
    with pytest.raises(AssertionError, match="not in the script"), scripted_model() as server:
        client = anthropic.Anthropic(api_key="k", base_url=server.anthropic_url, max_retries=0)
        with client, pytest.raises(anthropic.BadRequestError):
            client.messages.create(model="m", max_tokens=9, messages=ASK)  # type: ignore[arg-type]  # plain dicts
