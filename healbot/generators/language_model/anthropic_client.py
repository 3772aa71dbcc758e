"""Calls Anthropic's models through the ``anthropic`` library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from healbot.core.bill import Usage
from healbot.core.errors import ModelUnusable
from healbot.core.model_call import CallFailed
from healbot.generators.language_model import anthropic_wire
from healbot.generators.language_model.exchange import Answer, answer_of, fault_of
from healbot.generators.language_model.faults import of_exception
from healbot.generators.language_model.features import Features
from healbot.generators.language_model.providers import ModelChoice
from healbot.generators.language_model.wire_client import WireClient

if TYPE_CHECKING:  # takes a good part of a second to import
    import httpx2
    from anthropic import Anthropic

MOST_UNSTREAMED = 21_333
"""Tokens of output above which an answer may take ten minutes and has to be streamed."""


class AnthropicClient(WireClient):
    """A `ModelClient` for the Messages API."""

    def __init__(self, choice: ModelChoice) -> None:
        super().__init__(choice, anthropic_wire, Features())

    def _send(self, body: dict[str, Any], http: httpx2.Client) -> Answer:
        import anthropic

        with open_sdk(self._choice, http) as sdk:
            try:
                if body["max_tokens"] > MOST_UNSTREAMED:
                    return self._stream(sdk, body)
                return answer_of(sdk.messages.with_raw_response.create(**body).http_response)
            except anthropic.APIStatusError as error:
                return answer_of(error.response)

    def _stream(self, sdk: Anthropic, body: dict[str, Any]) -> Answer:
        with sdk.messages.stream(**body) as stream:
            if not stream.response.headers.get("content-type", "").startswith("text/event-stream"):
                stream.response.read()
                return answer_of(stream.response)
            started = told = False
            try:
                for event in stream:
                    started = started or event.type == "message_start"
                    told = told or event.type == "message_delta"
            except Exception as error:
                so_far = self._so_far(stream.current_message_snapshot, told) if started else None
                raise self._cut(error, so_far) from None
            if not started:
                return Answer(200, None, {})
            message = stream.current_message_snapshot
            if message.stop_reason is None:
                raise self._cut(None, self._so_far(message, told))
            return answer_of(stream.response, message.model_dump(mode="json", warnings=False))

    def _so_far(self, message: Any, told: bool) -> Usage | None:
        """Returns what a stream had told when it was cut; the output is 0 while it was not told."""
        usage = anthropic_wire.usage(message.model_dump(mode="json", warnings=False))
        if usage is None or told:
            return usage
        return Usage(usage.input_tokens, 0, usage.cache_read_tokens, usage.cache_write_tokens)

    def _cut(self, error: Exception | None, usage: Usage | None) -> CallFailed | ModelUnusable:
        import anthropic

        reason, may_pass = f"{self._choice.title} stopped in the middle of an answer", True
        if isinstance(error, anthropic.APIStatusError):
            fault = fault_of(self._choice, Answer(200, error.body, {}))
            if isinstance(fault, ModelUnusable):
                return fault
            reason, may_pass = fault.reason, fault.may_pass
        elif error is not None:
            fault = of_exception(self._choice, error)
            reason, may_pass = fault.reason, fault.may_pass
        return CallFailed(reason, may_be_billed=True, may_pass=may_pass, usage=usage)


def open_sdk(choice: ModelChoice, http: httpx2.Client) -> Anthropic:
    """Returns Anthropic's own client over `http`; it closes `http` when it is closed."""
    import anthropic

    return anthropic.Anthropic(
        api_key=choice.key, base_url=choice.base_url, http_client=http, max_retries=0,
        timeout=http.timeout, open_telemetry=False,
    )  # fmt: skip
