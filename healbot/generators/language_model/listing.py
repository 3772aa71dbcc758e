"""What providers offer: for ``healbot models`` and for the model that is taken without a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from healbot.core.errors import EnvironmentProblem, HealbotError, ModelUnusable, UsageError
from healbot.core.model_call import CallFailed, ProviderStatus
from healbot.generators.language_model.exchange import (
    Answer,
    answer_of,
    exchange,
    fault_of,
    not_an_answer,
)
from healbot.generators.language_model.providers import (
    BASE_URL_VARIABLE,
    FACTS,
    ModelChoice,
    Provider,
    choose,
    key_of,
    model_choice,
)
from healbot.generators.language_model.replies import entries, model_name, text

if TYPE_CHECKING:  # takes a good part of a second to import
    import httpx2

    from healbot.ports import ModelClient

DEFAULT_LINE = "sonnet"
"""The line of Anthropic's models that is taken by default: strong at code, moderate in price."""


@dataclass(frozen=True)
class ListedModel:
    """A row of a provider's list."""

    name: str
    created: str
    """Sortable; "" when unknown."""
    line: str
    active: bool


def open_client(choice: ModelChoice) -> ModelClient:
    """Returns the client that calls the model of `choice`, which has a name.

    Raises `EnvironmentProblem` when the library it needs is not installed.
    """
    if choice.provider is Provider.ANTHROPIC:
        from healbot.generators.language_model.anthropic_client import AnthropicClient

        return AnthropicClient(choice)
    from healbot.generators.language_model.openai_client import OpenAIClient

    return OpenAIClient(choice)


def with_model_name(choice: ModelChoice, timeout: float = 10.0) -> ModelChoice:
    """Returns `choice` with a name: its own, or the newest active model of the default line that
    the provider lists, or the one that healbot knows.

    A list that cannot be had within `timeout` seconds is no reason to stop; a key that is refused
    is: raises `ModelUnusable` then, `UsageError` when a local server names no model, and
    `CallFailed` when it cannot be asked.
    """
    if choice.name:
        return choice
    known = FACTS[choice.provider].default_model
    if choice.provider not in (Provider.ANTHROPIC, Provider.LOCAL):
        return replace(choice, name=known)
    try:
        listed = list_models(choice, timeout)
    except CallFailed:
        if known:
            return replace(choice, name=known)
        raise
    names = [model.name for model in listed if known == "" or _is_default(model)]
    if not names and not known:
        raise UsageError(
            f"the server at {choice.base_url} lists no model",
            hint="load one, or name it: --model local:NAME",
        )
    return replace(choice, name=names[0] if names else known)


def _is_default(model: ListedModel) -> bool:
    return model.active and (model.line or model.name).find(DEFAULT_LINE) >= 0


def list_models(choice: ModelChoice, timeout: float) -> tuple[ListedModel, ...]:
    """Returns the models that the provider lists, newest first where it tells, else in its order.

    Raises `CallFailed`, `ModelUnusable` and `EnvironmentProblem`.
    """
    if choice.provider is Provider.ANTHROPIC:
        import anthropic  # noqa: F401 - takes long the first time, and the clock runs in exchange

        answer = exchange(choice, timeout, lambda http: _ask_anthropic(choice, http))
    else:
        from healbot.generators.language_model.openai_client import require_library

        require_library()
        import openai  # noqa: F401 - as above

        answer = exchange(choice, timeout, lambda http: _ask_openai(choice, http))
    if answer.is_error:
        raise fault_of(choice, answer)
    rows = entries(answer.body.get("data")) if isinstance(answer.body, Mapping) else []
    if not rows and not (isinstance(answer.body, Mapping) and "data" in answer.body):
        raise not_an_answer(choice, answer)
    models = [_row(row) for row in rows if model_name(row.get("id"), "")]
    return tuple(sorted(models, key=lambda model: model.created, reverse=True))


def _row(row: Mapping[str, Any]) -> ListedModel:
    created = row.get("created_at") or row.get("created") or ""
    return ListedModel(
        name=text(row["id"]).removeprefix("models/"),
        created=f"{created:020}" if isinstance(created, int) else text(created),
        line=text(row.get("line")),
        active=row.get("lifecycle", "active") == "active",
    )


def _ask_anthropic(choice: ModelChoice, http: httpx2.Client) -> Answer:
    import anthropic

    from healbot.generators.language_model.anthropic_client import open_sdk

    with open_sdk(choice, http) as sdk:
        try:
            return answer_of(sdk.models.with_raw_response.list(limit=1000).http_response)
        except anthropic.APIStatusError as error:
            return answer_of(error.response)


def _ask_openai(choice: ModelChoice, http: httpx2.Client) -> Answer:
    import openai

    from healbot.generators.language_model.openai_client import open_sdk

    with open_sdk(choice, http) as sdk:
        try:
            return answer_of(sdk.models.with_raw_response.list().http_response)
        except openai.APIStatusError as error:
            return answer_of(error.response)


def available_models(
    environ: Mapping[str, str], timeout: float, wanted: str = ""
) -> tuple[ProviderStatus, ...]:
    """Returns what each provider offers; `timeout` is in seconds for each that is configured.

    `wanted` is as for `choose`: the address in ``HEALBOT_BASE_URL`` stands in for that provider's
    own. The others are asked at theirs, lest a key goes to another provider's address.
    """
    try:
        chosen = choose(environ, wanted)
    except (ModelUnusable, UsageError):
        chosen = None
    moved = {Provider.LOCAL} | ({chosen.provider} if chosen else set())
    url = environ.get(BASE_URL_VARIABLE, "").strip()
    return tuple(
        _status(provider, environ, url if provider in moved else "", timeout) for provider in FACTS
    )


def _status(
    provider: Provider, environ: Mapping[str, str], url: str, timeout: float
) -> ProviderStatus:
    facts = FACTS[provider]
    configured = bool(url) if provider is Provider.LOCAL else bool(key_of(provider, environ))
    blank = ProviderStatus(provider.value, facts.variable, configured, None, "")
    if not configured:
        return replace(blank, detail=f"set {facts.variable}")
    try:
        choice = model_choice(provider, "", environ, url)
        blank = replace(blank, base_url=choice.base_url)
        found = list_models(choice, timeout)
    except EnvironmentProblem as problem:
        return replace(blank, detail=f"{problem.message}: {problem.hint}")
    except (ModelUnusable, UsageError) as error:
        return replace(blank, reachable=False, detail=_told(error))
    except CallFailed as failed:
        return replace(blank, reachable=False, detail=failed.reason)
    proxied = "asked through the proxy of HTTPS_PROXY" if choice.proxy else ""
    names = tuple(model.name for model in found)
    return replace(blank, reachable=True, models=names, detail=proxied)


def _told(error: HealbotError) -> str:
    return f"{error.message}: {error.hint}" if error.hint else error.message
