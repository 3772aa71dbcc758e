"""`ModelRequest` and `ModelReply` in the words of Anthropic's Messages API; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from healbot.core.bill import Usage
from healbot.core.model_call import Message, ModelReply, ModelRequest, StopReason, ToolCall
from healbot.generators.language_model.features import Features, strict_schema
from healbot.generators.language_model.replies import (
    count,
    entries,
    mapping,
    model_name,
    sendable,
    text,
    told_without_tools,
    tool_call,
    usage_of,
)
from healbot.generators.language_model.wire_client import Turns

_CACHED = {"type": "ephemeral"}
_STOPS = {
    "end_turn": StopReason.FINISHED,
    "stop_sequence": StopReason.FINISHED,
    "tool_use": StopReason.TOOL_USE,
    "max_tokens": StopReason.LENGTH,
    "refusal": StopReason.REFUSAL,
    "pause_turn": StopReason.PAUSED,
    "model_context_window_exceeded": StopReason.CONTEXT_FULL,
}
_KEPT_FIELDS = {
    "text": ("text",),
    "thinking": ("thinking", "signature"),
    "redacted_thinking": ("data",),
}


def payload(request: ModelRequest, model: str, features: Features, turns: Turns) -> dict[str, Any]:
    """Returns the arguments of ``messages.create``."""
    body: dict[str, Any] = {
        "model": model,
        "max_tokens": request.max_output_tokens,
        "messages": [_message(message, turns, features) for message in request.messages],
    }
    if request.system.strip():
        body["system"] = [{"type": "text", "text": request.system}]
    if request.tools and features.tools:
        body["tools"] = [
            {
                "name": tool.name,
                "description": tool.description,
                "input_schema": dict(tool.parameters),
            }
            for tool in request.tools
        ]
    if request.schema is not None and features.schema:
        schema = strict_schema(request.schema)
        body["output_config"] = {"format": {"type": "json_schema", "schema": schema}}
    if features.caching:
        _mark_for_cache(body, grows=bool(request.tools) or len(request.messages) > 1)
    cleaned: dict[str, Any] = sendable(body)
    return cleaned


def asked_of(body: Mapping[str, Any]) -> frozenset[str]:
    """Returns the names of the `Features` that the arguments use."""
    names = {"schema": "output_config" in body, "tools": "tools" in body}
    names["caching"] = "cache_control" in str(body)
    return frozenset(name for name, used in names.items() if used)


def _mark_for_cache(body: dict[str, Any], *, grows: bool) -> None:
    """Marks what the next call repeats: tools and system, and the conversation when it `grows`.

    A mark covers everything before it, and writing costs a quarter more than sending: a question
    that is asked once is not marked.
    """
    if "system" in body:
        body["system"][-1]["cache_control"] = _CACHED
    if grows:
        last = next(entry for entry in reversed(body["messages"]) if entry["role"] == "user")
        last["content"][-1]["cache_control"] = _CACHED


def _message(message: Message, turns: Turns, features: Features) -> dict[str, Any]:
    calls = message.tool_calls
    if calls and features.tools and calls[0].id in turns:
        return {"role": "assistant", "content": [dict(block) for block in turns[calls[0].id]]}
    blocks: list[dict[str, Any]] = []
    if features.tools:
        blocks += [
            {
                "type": "tool_result",
                "tool_use_id": result.id,
                "content": result.text or "(nothing)",
                "is_error": result.is_error,
            }
            for result in message.tool_results
        ]
        said = message.text
    else:
        said = told_without_tools(message)
    if said.strip():
        blocks.append({"type": "text", "text": said})
    if features.tools:
        blocks += map(_tool_use, calls)
    return {"role": message.role, "content": blocks or [{"type": "text", "text": "(nothing)"}]}


def turn_to_keep(body: Mapping[str, Any], reply: ModelReply) -> list[dict[str, Any]]:
    """Returns the blocks of an answer as they are sent back: the API wants the reasoning before a
    tool call again, signed as it was."""
    kept: list[dict[str, Any]] = []
    calls = iter(reply.tool_calls)
    for block in entries(body.get("content")):
        kind = text(block.get("type"))
        if kind == "tool_use":
            kept.append(_tool_use(next(calls)))
        elif kind in _KEPT_FIELDS:
            fields = {name: text(block.get(name)) for name in _KEPT_FIELDS[kind]}
            if all(fields.values()):
                kept.append({"type": kind} | fields)
    return kept


def _tool_use(call: ToolCall) -> dict[str, Any]:
    return {"type": "tool_use", "id": call.id, "name": call.name, "input": dict(call.arguments)}


def usage(body: Mapping[str, Any]) -> Usage | None:
    """Returns what the answer says it used."""
    told = mapping(body.get("usage"))
    return usage_of(
        count(told.get("input_tokens")),
        count(told.get("output_tokens")),
        count(told.get("cache_read_input_tokens")) or 0,
        count(told.get("cache_creation_input_tokens")) or 0,
    )


def reply(body: Mapping[str, Any], model: str, turn: int) -> ModelReply | None:
    """Returns the answer in `body`, ``None`` when there is none.

    `model` is the name when the answer has none; `turn` makes ids of tool calls that came without.
    """
    content = body.get("content")
    if not isinstance(content, list):
        return None
    blocks = entries(content)
    said = "".join(text(block.get("text")) for block in blocks if block.get("type") == "text")
    calls: tuple[ToolCall, ...] = tuple(
        tool_call(block.get("id"), block.get("name"), block.get("input"), f"call_{turn}_{place}")
        for place, block in enumerate(blocks)
        if block.get("type") == "tool_use"
    )
    stop = _STOPS.get(text(body.get("stop_reason")), StopReason.UNKNOWN)
    return ModelReply(said, stop, model_name(body.get("model"), model), usage(body), calls)
