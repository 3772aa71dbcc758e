"""What is sent is what the libraries' own types say, and carries the conversation both ways."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healbot.core.budget import input_bound
from healbot.core.model_call import Message, ModelRequest, ToolCall, ToolResult
from healbot.generators.language_model import anthropic_wire, openai_wire
from healbot.generators.language_model.features import Features, strict_schema
from healbot.generators.language_model.providers import Provider
from tests.generators.language_model.clients import REQUEST, SCHEMA, TOOL, client
from tests.generators.language_model.typed_payloads import mismatch
from tests.scripted_model import body, reply, scripted_model

CALL = ToolCall("call_1", "read_file", {"path": "a.py"})
RICH = ModelRequest(
    "You repair code.",
    (
        Message("user", "Repair it."),
        Message("assistant", "Let me look.", tool_calls=(CALL,)),
        Message("user", "Go on.", tool_results=(ToolResult("call_1", "no such file", True),)),
    ),
    4096,
    (TOOL,),
    SCHEMA,
)
ALL = Features()


def anthropic_payload(request: ModelRequest, features: Features = ALL) -> dict[str, Any]:
    """Returns the arguments for Anthropic's library, held against its types."""
    from anthropic.types.message_create_params import MessageCreateParamsNonStreaming

    payload = anthropic_wire.payload(request, "claude-sonnet-5-5", features, {})
    assert mismatch(payload, MessageCreateParamsNonStreaming) == ""
    return payload


def openai_payload(request: ModelRequest, features: Features = ALL) -> dict[str, Any]:
    """Returns the arguments for OpenAI's library, held against its types."""
    from openai.types.chat.completion_create_params import CompletionCreateParamsNonStreaming

    payload = openai_wire.payload(request, "gpt-5.6-terra", features, {})
    assert mismatch(payload, CompletionCreateParamsNonStreaming) == ""
    return payload


@pytest.mark.parametrize(
    ("spoilt", "says"),
    [
        ({"messages": [{"role": "robot", "content": "x"}]}, "robot"),
        (
            {"messages": [{"role": "user", "content": [{"type": "text", "txt": "x"}]}]},
            "messages[0].content[0]",
        ),
        ({"max_tokens": "many"}, "max_tokens is str"),
        ({"temperature": 1}, "temperature"),
        ({"system": [{"type": "text", "text": "x", "cache_control": {"type": "eternal"}}]}, "sys"),
    ],
)
def test_the_comparison_with_the_types_can_fail(spoilt: dict[str, Any], says: str) -> None:
    from anthropic.types.message_create_params import MessageCreateParamsNonStreaming

    good = anthropic_wire.payload(RICH, "m", ALL, {})
    assert says in mismatch(good | spoilt, MessageCreateParamsNonStreaming)


def test_a_conversation_with_tools_in_the_words_of_anthropic() -> None:
    payload = anthropic_payload(RICH)
    first, second, third = payload["messages"]
    assert first["content"] == [{"type": "text", "text": "Repair it."}]
    assert [block["type"] for block in second["content"]] == ["text", "tool_use"]
    assert [block["type"] for block in third["content"]] == ["tool_result", "text"]
    assert third["content"][0]["is_error"] is True
    assert payload["tools"][0]["input_schema"] == TOOL.parameters
    assert payload["output_config"]["format"]["schema"]["required"] == ["fixes", "cannot_fix"]


def test_a_conversation_with_tools_in_the_words_of_openai() -> None:
    payload = openai_payload(RICH)
    roles = [message["role"] for message in payload["messages"]]
    assert roles == ["system", "user", "assistant", "tool", "user"]
    assert json.loads(payload["messages"][2]["tool_calls"][0]["function"]["arguments"]) == {
        "path": "a.py"
    }
    assert payload["messages"][3]["content"] == "Error: no such file"
    assert payload["max_completion_tokens"] == 4096
    assert payload["response_format"]["json_schema"]["strict"] is True


def marks(payload: dict[str, Any]) -> list[str]:
    """Returns the parts of `payload` that end in a mark for the prompt cache."""
    blocks = [("system", block) for block in payload["system"]]
    for place, message in enumerate(payload["messages"]):
        blocks += [(f"message {place}", block) for block in message["content"]]
    return [where for where, block in blocks if "cache_control" in block]


def test_the_stable_beginning_and_a_growing_conversation_are_cached() -> None:
    assert marks(anthropic_payload(REQUEST)) == ["system"]
    assert marks(anthropic_payload(replace(REQUEST, tools=(TOOL,)))) == ["system", "message 0"]
    assert marks(anthropic_payload(RICH)) == ["system", "message 2"]
    assert marks(anthropic_payload(RICH, Features(caching=False))) == []


@pytest.mark.parametrize("check", [anthropic_payload, openai_payload])
def test_without_tools_their_history_is_told_in_words(check: Any) -> None:
    payload = check(RICH, Features(tools=False))
    shown = json.dumps(payload)
    assert "tools" not in payload
    assert "tool_use" not in shown
    assert "tool_call" not in shown
    assert "no such file" in shown
    assert "read_file" in shown


def test_blank_parts_are_left_out() -> None:
    blank = ModelRequest(" ", (Message("user", " "), Message("assistant", "")), 10)
    payload = anthropic_payload(blank)
    assert "system" not in payload
    assert [message["content"][0]["text"] for message in payload["messages"]] == ["(nothing)"] * 2
    assert openai_payload(blank)["messages"][1]["content"] == "(nothing)"


def test_strict_schema_closes_objects_and_keeps_names() -> None:
    schema = {
        "type": "object",
        "properties": {
            "pattern": {"type": "string", "pattern": "x", "maxLength": 3},
            "list": {"type": "array", "maxItems": 3, "items": {"type": "object", "properties": {}}},
        },
    }
    assert strict_schema(schema) == {
        "type": "object",
        "properties": {
            "pattern": {"type": "string"},
            "list": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {},
                    "additionalProperties": False,
                    "required": [],
                },
            },
        },
        "additionalProperties": False,
        "required": ["pattern", "list"],
    }


TEXTS = st.text(st.sampled_from('a\n é漢🩹\x00\u202e\ud800"'), max_size=20)
JSON = st.dictionaries(TEXTS, st.one_of(st.none(), st.booleans(), st.integers(), TEXTS), max_size=3)
CALLS = st.builds(ToolCall, TEXTS, TEXTS, JSON)
MESSAGES = st.one_of(
    st.builds(
        Message,
        st.just("user"),
        TEXTS,
        st.just(()),
        st.lists(st.builds(ToolResult, TEXTS, TEXTS, st.booleans()), max_size=2).map(tuple),
    ),
    st.builds(Message, st.just("assistant"), TEXTS, st.lists(CALLS, max_size=2).map(tuple)),
)
REQUESTS = st.builds(
    ModelRequest,
    TEXTS,
    st.lists(MESSAGES, max_size=4).map(lambda rest: (Message("user", "go"), *rest)),
    st.integers(1, 9999),
    st.sampled_from([(), (TOOL,)]),
    st.sampled_from([None, SCHEMA]),
)
FEATURES = st.builds(Features, *[st.booleans()] * 4)


@given(REQUESTS, FEATURES)
@settings(deadline=None, max_examples=60)
def test_every_request_fits_the_types_and_can_be_encoded(
    request: ModelRequest, features: Features
) -> None:
    for check in (anthropic_payload, openai_payload):
        payload = check(request, features)
        assert json.dumps(payload, ensure_ascii=False).encode("utf-8")


@given(REQUESTS, FEATURES)
@settings(deadline=None, max_examples=60)
def test_the_bound_of_the_input_covers_all_text_that_is_sent(
    request: ModelRequest, features: Features
) -> None:
    bound = input_bound(request)
    assert bound >= text_bytes(anthropic_payload(request, features))
    assert bound >= text_bytes(openai_payload(request, features))


def text_bytes(value: object) -> int:
    """Returns the UTF-8 bytes of all strings within `value`, those of its keys too."""
    if isinstance(value, str):
        return len(value.encode())
    if isinstance(value, dict):
        return sum(text_bytes(key) + text_bytes(entry) for key, entry in value.items())
    if isinstance(value, list | tuple):
        return sum(map(text_bytes, value))
    return 0


def test_reasoning_before_a_tool_call_is_sent_back_as_it_was_signed() -> None:
    thought = {"type": "thinking", "thinking": "hm", "signature": "sig"}
    call = {"type": "tool_use", "id": "call_1", "name": "read_file", "input": {"path": "a.py"}}
    answer = {
        "type": "message", "role": "assistant", "model": "m", "stop_reason": "tool_use",
        "content": [thought, {"type": "text", "text": ""}, call | {"caller": {"type": "direct"}}],
        "usage": {"input_tokens": 1, "output_tokens": 2},
    }  # fmt: skip
    with scripted_model([body(answer), reply("done")]) as server:
        asked = client(Provider.ANTHROPIC, server)
        first = asked.call(replace(REQUEST, tools=(TOOL,)), 20)
        asked.call(grown(first.text, first.tool_calls), 20)
        sent = server.calls[1].body["messages"][1]
    assert sent == {"role": "assistant", "content": [thought, call]}


def test_signature_of_a_tool_call_is_sent_back() -> None:
    signed = {
        "id": "call_1", "type": "function",
        "function": {"name": "read_file", "arguments": '{"path": "a.py"}'},
        "extra_content": {"google": {"thought_signature": "sig"}},
    }  # fmt: skip
    choices = [{"message": {"content": None, "tool_calls": [signed]}, "finish_reason": "stop"}]
    with scripted_model([body({"choices": choices}), reply("done")]) as server:
        asked = client(Provider.GEMINI, server)
        first = asked.call(replace(REQUEST, tools=(TOOL,)), 20)
        asked.call(grown(first.text, first.tool_calls), 20)
        sent = server.calls[1].body["messages"][2]
    assert sent["tool_calls"] == [signed]


def grown(said: str, calls: tuple[ToolCall, ...]) -> ModelRequest:
    """Returns the request after a first answer that called tools."""
    results = tuple(ToolResult(call.id, "text of a file") for call in calls)
    more = (
        Message("assistant", said, tool_calls=calls),
        Message("user", tool_results=results),
    )
    return replace(REQUEST, messages=REQUEST.messages + more, tools=(TOOL,))
