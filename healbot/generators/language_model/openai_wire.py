"""`ModelRequest` and `ModelReply` in the words of OpenAI's Chat Completions API; pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from healbot.core.bill import Usage
from healbot.core.model_call import Message, ModelReply, ModelRequest, StopReason, ToolCall
from healbot.generators.language_model.features import Features, strict_schema
from healbot.generators.language_model.replies import (
    count,
    entries,
    is_shallow,
    mapping,
    model_name,
    sendable,
    text,
    told_without_tools,
    tool_call,
    usage_of,
)
from healbot.generators.language_model.wire_client import Turns

_STOPS = {
    "stop": StopReason.FINISHED,
    "tool_calls": StopReason.TOOL_USE,
    "function_call": StopReason.TOOL_USE,
    "length": StopReason.LENGTH,
    "content_filter": StopReason.REFUSAL,
}


def payload(request: ModelRequest, model: str, features: Features, turns: Turns) -> dict[str, Any]:
    """Returns the arguments of ``chat.completions.create``."""
    messages: list[dict[str, Any]] = []
    if request.system.strip():
        messages.append({"role": "system", "content": request.system})
    for message in request.messages:
        messages += _messages(message, turns, features)
    cap = "max_completion_tokens" if features.max_completion_tokens else "max_tokens"
    body: dict[str, Any] = {"model": model, "messages": messages, cap: request.max_output_tokens}
    if request.tools and features.tools:
        body["tools"] = [
            {
                "type": "function",
                "function": {
                    "name": tool.name,
                    "description": tool.description,
                    "parameters": dict(tool.parameters),
                },
            }
            for tool in request.tools
        ]
    if request.schema is not None and features.schema:
        schema = {"name": "answer", "strict": True, "schema": strict_schema(request.schema)}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    cleaned: dict[str, Any] = sendable(body)
    return cleaned


def asked_of(body: Mapping[str, Any]) -> frozenset[str]:
    """Returns the names of the `Features` that the arguments use."""
    names = {"schema": "response_format" in body, "tools": "tools" in body}
    return frozenset({name for name, used in names.items() if used} | {"max_completion_tokens"})


def _messages(message: Message, turns: Turns, features: Features) -> Iterator[dict[str, Any]]:
    if not features.tools:
        said = told_without_tools(message)
        yield {"role": message.role, "content": said or "(nothing)"}
        return
    for result in message.tool_results:
        shown = f"Error: {result.text}" if result.is_error else result.text
        yield {"role": "tool", "tool_call_id": result.id, "content": shown}
    calls = message.tool_calls
    if calls:
        known = turns.get(calls[0].id)
        told = [dict(call) for call in known] if known else [_call(call) for call in calls]
        yield {
            "role": "assistant",
            "content": message.text or None,
            "tool_calls": told,
        }
    elif message.text or not message.tool_results:
        yield {"role": message.role, "content": message.text or "(nothing)"}


def _call(call: ToolCall) -> dict[str, Any]:
    function = {"name": call.name, "arguments": json.dumps(dict(call.arguments))}
    return {"id": call.id, "type": "function", "function": function}


def turn_to_keep(body: Mapping[str, Any], reply: ModelReply) -> list[dict[str, Any]]:
    """Returns the calls of tools of an answer as they are sent back; Gemini signs its reasoning
    within them and wants it again."""
    first = next(iter(entries(body.get("choices"))), {})
    raw = entries(mapping(first.get("message")).get("tool_calls"))
    signed = [mapping(call.get("extra_content")) if is_shallow(call) else {} for call in raw]
    return [
        _call(call) | ({"extra_content": dict(extra)} if extra else {})
        for call, extra in zip(reply.tool_calls, signed, strict=True)
    ]


def usage(body: Mapping[str, Any]) -> Usage | None:
    """Returns what the answer says it used; what the cache held is within ``prompt_tokens``."""
    told = mapping(body.get("usage"))
    sent = count(told.get("prompt_tokens"))
    details = mapping(told.get("prompt_tokens_details"))
    read = min(count(details.get("cached_tokens")) or 0, sent or 0)
    written = min(count(details.get("cache_write_tokens")) or 0, (sent or 0) - read)
    rest = None if sent is None else sent - read - written
    return usage_of(rest, count(told.get("completion_tokens")), read, written)


def reply(body: Mapping[str, Any], model: str, turn: int) -> ModelReply | None:
    """Returns the answer in `body`, ``None`` when there is none.

    `model` is the name when the answer has none; `turn` makes ids of tool calls that came without.
    """
    choices = entries(body.get("choices"))
    if not choices or not isinstance(choices[0].get("message"), Mapping):
        return None
    message = choices[0]["message"]
    calls = tuple(
        tool_call(
            call.get("id"),
            mapping(call.get("function")).get("name"),
            mapping(call.get("function")).get("arguments"),
            f"call_{turn}_{place}",
        )
        for place, call in enumerate(entries(message.get("tool_calls")))
    )
    said, stop = _content(message), _STOPS.get(text(choices[0].get("finish_reason")))
    if text(message.get("refusal")) and not said:
        said, stop = text(message["refusal"]), StopReason.REFUSAL
    elif calls and stop is not StopReason.LENGTH:
        stop = StopReason.TOOL_USE  # several servers say "stop"
    elif stop is StopReason.TOOL_USE and not calls:
        stop = StopReason.UNKNOWN
    name = model_name(body.get("model"), model)
    return ModelReply(said, stop or StopReason.UNKNOWN, name, usage(body), calls)


def _content(message: Mapping[str, Any]) -> str:
    content = message.get("content")
    if isinstance(content, str):
        return content
    return "".join(text(part.get("text")) for part in entries(content))
