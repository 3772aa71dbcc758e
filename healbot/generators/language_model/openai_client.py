"""Calls OpenAI, and every server that speaks its protocol, through the ``openai`` library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from healbot.core.errors import EnvironmentProblem
from healbot.generators.language_model import openai_wire
from healbot.generators.language_model.exchange import Answer, answer_of
from healbot.generators.language_model.features import Features
from healbot.generators.language_model.providers import ModelChoice, Provider
from healbot.generators.language_model.wire_client import WireClient

if TYPE_CHECKING:  # takes a good part of a second to import
    import httpx2
    from openai import OpenAI


class OpenAIClient(WireClient):
    """A `ModelClient` for the Chat Completions API."""

    def __init__(self, choice: ModelChoice) -> None:
        """Raises `EnvironmentProblem` when the library is not installed."""
        require_library()
        # Servers that only resemble OpenAI's may ignore its newer name for the cap on output,
        # and with it the cap.
        newer = choice.provider is Provider.OPENAI and not choice.is_moved
        features = Features(max_completion_tokens=newer)
        super().__init__(choice, openai_wire, features)

    def _send(self, body: dict[str, Any], http: httpx2.Client) -> Answer:
        import openai

        with open_sdk(self._choice, http) as sdk:
            try:
                raw = sdk.chat.completions.with_raw_response.create(**body)
                return answer_of(raw.http_response)
            except openai.APIStatusError as error:
                return answer_of(error.response)


def require_library() -> None:
    """Raises `EnvironmentProblem` when the ``openai`` library is not installed."""
    if not _is_installed():
        raise EnvironmentProblem(
            "this model is called through the openai library, which is not installed",
            hint="pip install openai",
        )


def _is_installed() -> bool:
    from importlib.util import find_spec

    return find_spec("openai") is not None


def open_sdk(choice: ModelChoice, http: httpx2.Client) -> OpenAI:
    """Returns OpenAI's own client over `http`; it closes `http` when it is closed."""
    import openai

    return openai.OpenAI(
        api_key=choice.key, base_url=choice.base_url, http_client=http, max_retries=0,
        timeout=http.timeout,
    )  # fmt: skip
