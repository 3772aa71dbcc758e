"""How a scripted reply looks on the wires of Anthropic and OpenAI, whole and streamed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from healbot.core.bill import Usage
from healbot.core.model_call import StopReason, ToolCall

ANTHROPIC_STOPS = {
    StopReason.FINISHED: "end_turn",
    StopReason.TOOL_USE: "tool_use",
    StopReason.LENGTH: "max_tokens",
    StopReason.REFUSAL: "refusal",
    StopReason.CONTEXT_FULL: "model_context_window_exceeded",
    StopReason.PAUSED: "pause_turn",
}
OPENAI_STOPS = {
    StopReason.FINISHED: "stop",
    StopReason.TOOL_USE: "tool_calls",
    StopReason.LENGTH: "length",
    StopReason.REFUSAL: "content_filter",
}
ERROR_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    504: "timeout_error",
    529: "overloaded_error",
}


@dataclass(frozen=True)
class Reply:
    """What the scripted model answers."""

    text: str
    tool_calls: tuple[ToolCall, ...] = ()
    usage: Usage | None = field(default_factory=lambda: Usage(100, 20))
    """``None`` leaves the usage out."""
    stop: StopReason | str | None = None
    """A string that is no `StopReason` is sent as it is."""
    model: str = ""
    """The name that the answer carries; by default the one that was asked for."""

    def stop_on(self, stops: Mapping[StopReason, str]) -> str:
        """Returns the word for why the model stopped, from the words of a wire."""
        if self.stop is not None:
            known = isinstance(self.stop, StopReason)
            return stops[StopReason(self.stop)] if known else str(self.stop)
        return stops[StopReason.TOOL_USE if self.tool_calls else StopReason.FINISHED]


@dataclass(frozen=True)
class Wire:
    """How one provider writes replies and errors."""

    name: str
    whole: Callable[[Reply, str], dict[str, Any]]
    events: Callable[[Reply, str], Iterator[bytes]]
    error: Callable[[int, str, str, str | None], dict[str, Any]]


def anthropic_reply(reply: Reply, model: str) -> dict[str, Any]:
    """Returns the body of ``POST /v1/messages``."""
    content: list[dict[str, Any]] = [{"type": "text", "text": reply.text}] if reply.text else []
    content += [
        {"type": "tool_use", "id": call.id, "name": call.name, "input": dict(call.arguments)}
        for call in reply.tool_calls
    ]
    body: dict[str, Any] = {
        "id": "msg_scripted",
        "type": "message",
        "role": "assistant",
        "model": reply.model or model,
        "content": content,
        "stop_reason": reply.stop_on(ANTHROPIC_STOPS),
        "stop_sequence": None,
    }
    if reply.usage is not None:
        body["usage"] = _anthropic_usage(reply.usage)
    return body


def _anthropic_usage(usage: Usage) -> dict[str, int]:
    return {
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "cache_read_input_tokens": usage.cache_read_tokens,
        "cache_creation_input_tokens": usage.cache_write_tokens,
    }


def anthropic_events(reply: Reply, model: str) -> Iterator[bytes]:
    """Yields the events of ``POST /v1/messages`` with ``"stream": true``."""
    whole = anthropic_reply(reply, model)
    start = whole | {"content": [], "stop_reason": None}
    if reply.usage is not None:
        start["usage"] = whole["usage"] | {"output_tokens": 1}
    yield _event({"type": "message_start", "message": start})
    for index, block in enumerate(whole["content"]):
        yield from _anthropic_block(index, block)
    end: dict[str, Any] = {
        "type": "message_delta",
        "delta": {"stop_reason": whole["stop_reason"], "stop_sequence": None},
    }
    if reply.usage is not None:
        end["usage"] = {"output_tokens": reply.usage.output_tokens}
    yield _event(end)
    yield _event({"type": "message_stop"})


def _anthropic_block(index: int, block: dict[str, Any]) -> Iterator[bytes]:
    if block["type"] == "text":
        empty: dict[str, Any] = {"type": "text", "text": ""}
        deltas = [{"type": "text_delta", "text": piece} for piece in _pieces(block["text"])]
    else:
        empty = block | {"input": {}}
        text = json.dumps(block["input"])
        deltas = [{"type": "input_json_delta", "partial_json": piece} for piece in _pieces(text)]
    yield _event({"type": "content_block_start", "index": index, "content_block": empty})
    for delta in deltas:
        yield _event({"type": "content_block_delta", "index": index, "delta": delta})
    yield _event({"type": "content_block_stop", "index": index})


def anthropic_error(status: int, message: str, kind: str, code: str | None) -> dict[str, Any]:
    """Returns the body of an error; `code` has no place on this wire."""
    return {"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_1"}


def openai_reply(reply: Reply, model: str) -> dict[str, Any]:
    """Returns the body of ``POST /v1/chat/completions``."""
    message: dict[str, Any] = {"role": "assistant", "content": reply.text or None, "refusal": None}
    if reply.tool_calls:
        message["tool_calls"] = [_openai_tool_call(call) for call in reply.tool_calls]
    stop = reply.stop_on(OPENAI_STOPS)
    body: dict[str, Any] = {
        "id": "chatcmpl-scripted",
        "object": "chat.completion",
        "created": 1_790_000_000,
        "model": reply.model or model,
        "choices": [{"index": 0, "message": message, "finish_reason": stop, "logprobs": None}],
    }
    if reply.usage is not None:
        body["usage"] = _openai_usage(reply.usage)
    return body


def _openai_tool_call(call: ToolCall) -> dict[str, Any]:
    function = {"name": call.name, "arguments": json.dumps(dict(call.arguments))}
    return {"id": call.id, "type": "function", "function": function}


def _openai_usage(usage: Usage) -> dict[str, Any]:
    sent = usage.total - usage.output_tokens
    return {
        "prompt_tokens": sent,
        "completion_tokens": usage.output_tokens,
        "total_tokens": usage.total,
        "prompt_tokens_details": {"cached_tokens": usage.cache_read_tokens},
        "completion_tokens_details": {"reasoning_tokens": usage.output_tokens // 2},
    }


def openai_events(reply: Reply, model: str) -> Iterator[bytes]:
    """Yields the chunks of ``POST /v1/chat/completions`` with ``"stream": true``."""
    whole = openai_reply(reply, model)
    frame = {key: whole[key] for key in ("id", "created", "model")}
    frame["object"] = "chat.completion.chunk"
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": piece} for piece in _pieces(reply.text)]
    calls = whole["choices"][0]["message"].get("tool_calls", ())
    deltas += [{"tool_calls": [call | {"index": index}]} for index, call in enumerate(calls)]
    for delta in deltas:
        choice = {"index": 0, "delta": delta, "finish_reason": None}
        yield _event(frame | {"choices": [choice]})
    last = {"index": 0, "delta": {}, "finish_reason": whole["choices"][0]["finish_reason"]}
    yield _event(frame | {"choices": [last]})
    if "usage" in whole:
        yield _event(frame | {"choices": [], "usage": whole["usage"]})
    yield b"data: [DONE]\n\n"


def openai_error(status: int, message: str, kind: str, code: str | None) -> dict[str, Any]:
    """Returns the body of an error."""
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def _pieces(text: str, size: int = 12) -> Sequence[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]


def _event(content: dict[str, Any]) -> bytes:
    name = f"event: {content['type']}\n" if "type" in content else ""
    return f"{name}data: {json.dumps(content)}\n\n".encode()


ANTHROPIC = Wire("anthropic", anthropic_reply, anthropic_events, anthropic_error)
OPENAI = Wire("openai", openai_reply, openai_events, openai_error)
WIRES = {"/v1/messages": ANTHROPIC, "/v1/chat/completions": OPENAI}
