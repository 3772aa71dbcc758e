"""One call of a language model, without any provider's own types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from healbot.core.bill import Usage


@dataclass(frozen=True)
class Tool:
    """Something that the model may ask for."""

    name: str
    description: str
    parameters: Mapping[str, Any]
    """A JSON Schema of type ``object``."""


@dataclass(frozen=True)
class ToolCall:
    """The model asks for something."""

    id: str
    name: str
    arguments: Mapping[str, Any]
    """``{}`` when the provider sent no valid JSON object."""


@dataclass(frozen=True)
class ToolResult:
    """What the model asked for."""

    id: str
    """That of the `ToolCall`."""
    text: str
    is_error: bool = False


@dataclass(frozen=True)
class Message:
    """One turn of a conversation."""

    role: Literal["user", "assistant"]
    text: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    """Only of the assistant."""
    tool_results: tuple[ToolResult, ...] = ()
    """Only of the user; they come before `text`."""


@dataclass(frozen=True)
class ModelRequest:
    """What is sent."""

    system: str
    """The stable beginning, the same for all calls of a session: providers cache it."""
    messages: tuple[Message, ...]
    max_output_tokens: int
    tools: tuple[Tool, ...] = ()
    schema: Mapping[str, Any] | None = None
    """JSON Schema of the answer, for providers with structured output; the others ignore it."""


class StopReason(StrEnum):
    """Why the model stopped."""

    FINISHED = "finished"
    TOOL_USE = "tool-use"
    LENGTH = "length"
    """The answer was cut at `ModelRequest.max_output_tokens`."""
    REFUSAL = "refusal"
    CONTEXT_FULL = "context-full"
    """What was sent does not fit the model."""
    PAUSED = "paused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class ModelReply:
    """What came back."""

    text: str
    stop: StopReason
    model: str
    """The model that answered, as the provider names it."""
    usage: Usage | None
    """``None`` when the provider reported none."""
    tool_calls: tuple[ToolCall, ...] = ()


class CallFailed(Exception):
    """A call brought no reply."""

    def __init__(
        self,
        reason: str,
        *,
        may_be_billed: bool,
        may_pass: bool,
        retry_after: float | None = None,
        usage: Usage | None = None,
    ) -> None:
        """`reason` is one sentence for people without secrets; `may_be_billed` whether the
        provider may have begun to answer; `may_pass` whether the same call is worth repeating;
        `retry_after` seconds that the provider asks to wait; `usage` what it reported before it
        failed."""
        super().__init__(reason)
        self.reason = reason
        self.may_be_billed = may_be_billed
        self.may_pass = may_pass
        self.retry_after = retry_after
        self.usage = usage


@dataclass(frozen=True)
class ProviderStatus:
    """What ``healbot models`` shows of a provider."""

    provider: str
    """``anthropic``, ``openai``, ``gemini`` or ``local``."""
    variable: str
    """The environment variable that configures it."""
    configured: bool
    reachable: bool | None
    """``None`` when it is not configured and so was not asked."""
    detail: str
    """One sentence: why it is not reachable, or what to know; "" when there is nothing to say."""
    models: tuple[str, ...] = ()
    """The names it lists, newest first where it tells."""
    base_url: str = ""
