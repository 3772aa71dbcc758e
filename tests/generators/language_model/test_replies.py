"""Answers become `ModelReply`, to the token; a server that speaks a part of a protocol is met."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from healbot.core.bill import Usage
from healbot.core.errors import ModelUnusable
from healbot.core.model_call import CallFailed, ModelReply, StopReason, ToolCall
from healbot.generators.language_model import anthropic_wire, openai_wire
from healbot.generators.language_model.exchange import Answer
from healbot.generators.language_model.features import Features, without_unsupported
from healbot.generators.language_model.providers import FACTS, Provider
from tests.generators.language_model.clients import NAMES, REQUEST, SCHEMA, TOOL, client
from tests.scripted_model import Fault, body, fault, reply, scripted_model

BOTH = pytest.mark.parametrize("provider", [Provider.ANTHROPIC, Provider.OPENAI])


@BOTH
@pytest.mark.parametrize("output", [4096, 30_000])
def test_reply_with_all_its_parts(provider: Provider, output: int) -> None:
    calls = (ToolCall("a", "read_file", {"path": "ä.py"}), ToolCall("b", "search", {}))
    usage = Usage(100, 20, cache_read_tokens=30)
    answer = reply("Réparé 🩹", tool_calls=calls, usage=usage, model="resolved-name")
    with scripted_model([answer]) as server:
        request = replace(REQUEST, max_output_tokens=output)
        found = client(provider, server).call(request, 20)
        streamed = server.calls[0].body.get("stream", False)
    assert found == ModelReply("Réparé 🩹", StopReason.TOOL_USE, "resolved-name", usage, calls)
    assert streamed is (provider is Provider.ANTHROPIC and output > 21_333)


@BOTH
@pytest.mark.parametrize(
    "stop",
    [StopReason.FINISHED, StopReason.LENGTH, StopReason.REFUSAL],
)
def test_reason_of_the_stop(provider: Provider, stop: StopReason) -> None:
    with scripted_model([reply("x", stop=stop)]) as server:
        assert client(provider, server).call(REQUEST, 20).stop is stop


@pytest.mark.parametrize("stop", [StopReason.PAUSED, StopReason.CONTEXT_FULL])
def test_reason_that_only_anthropic_has(stop: StopReason) -> None:
    with scripted_model([reply("x", stop=stop)]) as server:
        assert client(Provider.ANTHROPIC, server).call(REQUEST, 20).stop is stop


@BOTH
@pytest.mark.parametrize("stop", ["", "tired", "END_TURN"])
def test_odd_reason_is_unknown(provider: Provider, stop: str) -> None:
    with scripted_model([reply("x", stop=stop)]) as server:
        assert client(provider, server).call(REQUEST, 20).stop is StopReason.UNKNOWN


@BOTH
@pytest.mark.parametrize("usage", [None, Usage()])
def test_usage_that_is_not_told(provider: Provider, usage: Usage | None) -> None:
    with scripted_model([reply("x", usage=usage)]) as server:
        assert client(provider, server).call(REQUEST, 20).usage is None


@pytest.mark.parametrize("told", [-5, 1.5, "12", True, None, [1], {"a": 1}])
def test_usage_that_is_no_number_is_not_told(told: object) -> None:
    assert anthropic_wire.usage({"usage": {"input_tokens": told, "output_tokens": 5}}) is None
    assert openai_wire.usage({"usage": {"prompt_tokens": told, "completion_tokens": 5}}) is None


def test_cached_tokens_are_within_the_prompt_of_openai() -> None:
    details = {"cached_tokens": 80, "cache_write_tokens": 15}
    told = {"prompt_tokens": 100, "completion_tokens": 7, "prompt_tokens_details": details}
    assert openai_wire.usage({"usage": told}) == Usage(5, 7, 80, 15)
    too_many = told | {"prompt_tokens": 50}
    assert openai_wire.usage({"usage": too_many}) == Usage(0, 7, 50, 0)


def openai_answer(message: dict[str, Any], finish: str | None = "stop") -> ModelReply:
    """Returns what is read from a completion with this message."""
    choices = [{"message": message, "finish_reason": finish}]
    found = openai_wire.reply({"choices": choices}, "asked", 3)
    assert found is not None
    return found


def test_openai_message_in_odd_shapes() -> None:
    assert openai_answer({"content": None}).text == ""
    assert openai_answer({"content": [{"type": "text", "text": "a"}, 3, {}]}).text == "a"
    assert openai_answer({"content": "a"}, None).stop is StopReason.UNKNOWN
    assert openai_answer({"content": "a"}, "tool_calls").stop is StopReason.UNKNOWN
    refused = openai_answer({"content": None, "refusal": "I will not."})
    assert (refused.text, refused.stop) == ("I will not.", StopReason.REFUSAL)
    assert refused.model == "asked"


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ('{"path": "a"}', {"path": "a"}),
        ({"path": "a"}, {"path": "a"}),
        ('{"path": "a"', {}),
        ("[1]", {}),
        ("", {}),
        (None, {}),
        ("[" * 100_000, {}),
    ],
)
def test_arguments_of_a_tool_call(arguments: object, found: dict[str, Any]) -> None:
    call = {"function": {"name": "read_file", "arguments": arguments}}
    answer = openai_answer({"tool_calls": [call, 7, call]})
    assert answer.stop is StopReason.TOOL_USE
    first, second = answer.tool_calls
    assert first.arguments == second.arguments == found
    assert first.id != second.id


JSON = st.recursive(
    st.sampled_from([None, True, False, 0, 7, -1, 10**30, 1.5, "", "text", "tool_use", "{}", "["]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                [
                    "content", "choices", "message", "usage", "type", "text", "tool_calls", "id",
                    "function", "name", "arguments", "input", "input_tokens", "output_tokens",
                    "prompt_tokens", "completion_tokens", "finish_reason", "stop_reason", "error",
                    "refusal", "extra_content", "prompt_tokens_details", "cached_tokens",
                ]
            ),
            inner,
            max_size=6,
        ),
    ),
    max_leaves=20,
)  # fmt: skip


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["content", "choices", "usage", "model"]), JSON))
def test_no_answer_crashes_the_reader(sent: dict[str, Any]) -> None:
    for wire in (anthropic_wire, openai_wire):
        found = wire.reply(sent, "asked", 0)
        if found is not None:
            assert isinstance(found.text, str)
            assert found.usage is None or found.usage.total > 0
            wire.turn_to_keep(sent, found)


@settings(deadline=None)
@given(JSON, st.sampled_from([200, 400, 404, 429, 500, 529]))
def test_no_error_crashes_the_reader(sent: object, status: int) -> None:
    answer = Answer(status, sent)
    error = answer.error
    if error is not None:
        assert isinstance(error.words, str)
        assert isinstance(error.status, int)


ASKED = replace(REQUEST, tools=(TOOL,), schema=SCHEMA)

UNSUPPORTED: list[tuple[Provider, Fault, str, str]] = [
    (
        Provider.OPENAI,
        body({"error": {"message": "Unsupported", "param": "max_tokens"}}, 400),
        "max_completion_tokens",
        "max_tokens",
    ),
    (
        Provider.LOCAL,
        fault("status", 400, message="'max_tokens' is not supported with this model."),
        "max_completion_tokens",
        "max_tokens",
    ),
    (
        Provider.OPENAI,
        fault("status", 400, message="'response_format' of type 'json_schema' is not supported"),
        "",
        "response_format",
    ),
    (
        Provider.GEMINI,
        fault("status", 400, message="Function calling with a response mime type is unsupported"),
        "",
        "response_format",
    ),
    (Provider.LOCAL, fault("status", 400, message="qwen does not support tools"), "", "tools"),
    (Provider.LOCAL, body({"error": "tools param requires --jinja flag"}, 500), "", "tools"),
    (
        Provider.ANTHROPIC,
        fault("status", 400, message="output_config: Extra inputs are not permitted"),
        "",
        "output_config",
    ),
    (Provider.ANTHROPIC, fault("status", 400, message="tools are not available"), "", "tools"),
]


@pytest.mark.parametrize(("provider", "refusal", "present", "absent"), UNSUPPORTED)
def test_what_a_server_does_not_know_is_left_out_and_remembered(
    provider: Provider, refusal: Fault, present: str, absent: str
) -> None:
    with scripted_model([refusal, reply("one"), reply("two")]) as server:
        asked = client(provider, server)
        assert asked.has_tools
        assert asked.call(ASKED, 20).text == "one"
        assert asked.call(ASKED, 20).text == "two"
        first, *later = [call.body for call in server.calls]
    assert absent in first
    assert all(absent not in sent for sent in later)
    assert all(present in sent for sent in later if present)
    assert asked.has_tools is (absent != "tools")


def test_the_newer_name_of_the_cap_is_for_openai_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = body({"error": {"message": "?", "param": "max_completion_tokens"}}, 400)
    with scripted_model([refusal, reply("one")]) as server:
        own = replace(FACTS[Provider.OPENAI], base_url=server.openai_url)
        monkeypatch.setitem(FACTS, Provider.OPENAI, own)
        assert client(Provider.OPENAI, server).call(ASKED, 20).text == "one"
        first, second = [call.body for call in server.calls]
    assert "max_completion_tokens" in first
    assert "max_completion_tokens" not in second
    assert second["max_tokens"] == ASKED.max_output_tokens


def test_a_local_server_that_wants_a_key_is_told_how() -> None:
    with scripted_model([fault("status", 401)]) as server, pytest.raises(ModelUnusable) as caught:
        client(Provider.LOCAL, server).call(REQUEST, 20)
    assert "OPENAI_API_KEY" in caught.value.hint


@BOTH
@pytest.mark.parametrize("name", ["a\nTrailer: x", "\x1b[31m", "n" * 300])
def test_a_name_that_could_forge_a_line_is_not_taken(provider: Provider, name: str) -> None:
    with scripted_model([reply("x", model=name)]) as server:
        assert client(provider, server).call(REQUEST, 20).model == NAMES[provider]


def test_marks_for_the_cache_are_left_out_for_a_server_without() -> None:
    refusal = fault("status", 400, message="cache_control: Extra inputs are not permitted")
    with scripted_model([refusal, reply("one")]) as server:
        client(Provider.ANTHROPIC, server).call(ASKED, 20)
        first, second = [call.raw for call in server.calls]
    assert b"cache_control" in first
    assert b"cache_control" not in second


def test_everything_is_swapped_at_most_once() -> None:
    refusal = fault("status", 400, message="max_tokens, response_format and tools are unknown")
    script = [refusal] * 4
    with scripted_model(script) as server, pytest.raises(CallFailed) as caught:
        client(Provider.LOCAL, server).call(ASKED, 20)
    assert not caught.value.may_be_billed


def test_a_swap_that_did_not_help_is_forgotten() -> None:
    refusal = fault("status", 400, message="tools?")
    with scripted_model([refusal, fault("status", 400), reply("x")]) as server:
        asked = client(Provider.LOCAL, server)
        with pytest.raises(CallFailed):
            asked.call(ASKED, 20)
        asked.call(ASKED, 20)
        assert "tools" in server.calls[2].body
    assert asked.has_tools


def test_an_unknown_model_is_no_missing_feature() -> None:
    refusal = fault("status", 404, message="The model does not exist")
    with scripted_model([refusal]) as server, pytest.raises(ModelUnusable):
        client(Provider.OPENAI, server).call(ASKED, 20)


def test_every_feature_can_be_recognised() -> None:
    for name in ("schema", "tools", "caching", "max_completion_tokens"):
        words = {"schema": "json_schema", "caching": "cache_control"}.get(name, name)
        answer = Answer(400, {"error": {"message": f"no {words}"}})
        found = without_unsupported(Features(), frozenset([name]), answer, frozenset())
        assert found is not None
        assert found[1] == name
        assert getattr(found[0], name) is False
