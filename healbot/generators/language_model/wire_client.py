"""What the clients have in common: ask, drop what the server cannot do, read the answer."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from healbot.core.bill import Usage
from healbot.core.model_call import ModelReply, ModelRequest, StopReason
from healbot.generators.language_model.exchange import (
    Answer,
    exchange,
    fault_of,
    not_an_answer,
)
from healbot.generators.language_model.features import Features, without_unsupported
from healbot.generators.language_model.providers import ModelChoice

if TYPE_CHECKING:  # takes a good part of a second to import
    import httpx2

Turns = Mapping[str, Sequence[Mapping[str, Any]]]
"""What providers want back of earlier answers although no `Message` holds it, such as signed
reasoning, by the id of the answer's first tool call."""


class Wire(Protocol):
    """A provider's words; a module of pure functions."""

    def payload(
        self, request: ModelRequest, model: str, features: Features, turns: Turns
    ) -> dict[str, Any]:
        """Returns the arguments of the library's call."""

    def asked_of(self, body: Mapping[str, Any]) -> frozenset[str]:
        """Returns the names of the `Features` that the arguments use."""

    def reply(self, body: Mapping[str, Any], model: str, turn: int) -> ModelReply | None:
        """Returns the answer in `body`, ``None`` when there is none; `model` is its name when it
        has none, `turn` makes ids of tool calls that came without."""

    def usage(self, body: Mapping[str, Any]) -> Usage | None:
        """Returns what the answer says it used."""

    def turn_to_keep(self, body: Mapping[str, Any], reply: ModelReply) -> list[dict[str, Any]]:
        """Returns what has to be sent back of an answer that called tools."""


class WireClient(ABC):
    """A `ModelClient` over a `Wire`; subclasses send."""

    def __init__(self, choice: ModelChoice, wire: Wire, features: Features) -> None:
        self._choice = choice
        self._wire = wire
        self._features = features
        self._turns: dict[str, list[dict[str, Any]]] = {}

    @property
    def provider(self) -> str:
        """``anthropic``, ``openai``, ``gemini`` or ``local``."""
        return self._choice.provider.value

    @property
    def model(self) -> str:
        """The name that is sent."""
        return self._choice.name

    @property
    def has_tools(self) -> bool:
        """Whether tools may be offered; a server may turn out to have none."""
        return self._features.tools

    def call(self, request: ModelRequest, timeout: float) -> ModelReply:
        """See `ModelClient`. What does not fit the model is a reply with `StopReason.CONTEXT_FULL`
        and a usage of zero, since nothing was billed."""
        deadline = time.monotonic() + timeout
        features, tried = self._features, frozenset[str]()
        while True:
            body = self._wire.payload(request, self.model, features, self._turns)
            send = partial(self._send, body)
            answer = exchange(self._choice, deadline - time.monotonic(), send)
            if not answer.is_error:
                self._features = features
                return self._read(answer, len(request.messages))
            if answer.status == 413 or (answer.error and answer.error.context_full):
                return ModelReply("", StopReason.CONTEXT_FULL, self.model, Usage())
            simpler = without_unsupported(features, self._wire.asked_of(body), answer, tried)
            if simpler is None:
                raise fault_of(self._choice, answer)
            features, tried = simpler[0], tried | {simpler[1]}

    @abstractmethod
    def _send(self, body: dict[str, Any], http: httpx2.Client) -> Answer:
        """Sends the arguments through the provider's library and returns what came back."""

    def _read(self, answer: Answer, turn: int) -> ModelReply:
        body = answer.body
        if not isinstance(body, Mapping):
            raise not_an_answer(self._choice, answer)
        reply = self._wire.reply(body, self.model, turn)
        if reply is None:
            raise not_an_answer(self._choice, answer, self._wire.usage(body))
        if reply.tool_calls:
            kept = self._wire.turn_to_keep(body, reply)
            self._turns[reply.tool_calls[0].id] = kept
        return reply
