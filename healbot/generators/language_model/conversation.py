"""A conversation with a model about one failure, and what it may look at meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from healbot.core.model_call import (
    Message,
    ModelReply,
    ModelRequest,
    StopReason,
    Tool,
    ToolCall,
    ToolResult,
)
from healbot.generators.language_model.reply import REPLY_SCHEMA

MAX_OUTPUT_TOKENS = 8192
"""For one answer, hidden reasoning included."""
MAX_ROUNDS = 6
"""How often the model may look at files before it has to answer."""
_NO_MORE = "Nothing more can be looked at. Answer now with the JSON object."


class Asks(Protocol):
    """Sends a request and pays for it, such as `Caller`."""

    @property
    def has_tools(self) -> bool:
        """Whether the model can ask for tools."""

    def ask(self, request: ModelRequest) -> ModelReply:
        """Returns the answer."""


class LooksAround(Protocol):
    """Answers what the model asks about the project, such as `ProjectTools`."""

    @property
    def tools(self) -> tuple[Tool, ...]:
        """What may be asked."""

    def answer(self, call: ToolCall) -> ToolResult:
        """Returns the answer; whatever was asked, it is one."""


class Conversation:
    """Keeps what was said; each request sends it all, so that the provider's cache helps."""

    def __init__(
        self, system: str, looks_around: LooksAround | None, say: Callable[[str], None]
    ) -> None:
        """`say` is told what the model looks at."""
        self._system = system
        self._looks_around = looks_around
        self._say = say
        self._messages: tuple[Message, ...] = ()

    def request(self, text: str) -> ModelRequest:
        """Returns the request that says `text` next."""
        return self._request((*self._messages, Message("user", text)))

    def ask(self, caller: Asks, text: str) -> ModelReply:
        """Says `text` and returns the answer, after the model looked at what it wanted to see.

        What was said is kept only when an answer came. Raises what `caller` raises.
        """
        messages = (*self._messages, Message("user", text))
        for round_number in range(MAX_ROUNDS + 1):
            reply = caller.ask(self._request(messages))
            if reply.stop is not StopReason.TOOL_USE or not reply.tool_calls:
                break
            is_last = round_number == MAX_ROUNDS - 1
            messages = (*messages, Message("assistant", reply.text, reply.tool_calls))
            results = tuple(map(self._result, reply.tool_calls))
            messages = (
                *messages,
                Message("user", _NO_MORE if is_last else "", tool_results=results),
            )
        self._messages = (*messages, Message("assistant", reply.text or "(no text)"))
        return reply

    def _result(self, call: ToolCall) -> ToolResult:
        if self._looks_around is None:
            return ToolResult(call.id, "There is no such tool.", is_error=True)
        self._say(f"the model looks at {_shown(call)}")
        return self._looks_around.answer(call)

    def _request(self, messages: tuple[Message, ...]) -> ModelRequest:
        tools = self._looks_around.tools if self._looks_around else ()
        return ModelRequest(self._system, messages, MAX_OUTPUT_TOKENS, tools, REPLY_SCHEMA)


def _shown(call: ToolCall) -> str:
    """Returns a call on one short line."""
    words = " ".join(str(value) for value in call.arguments.values())
    return f"{call.name} {words}"[:80].strip()
