"""What providers list, and the model that is taken when none was named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from healbot.core.errors import EnvironmentProblem, ModelUnusable, UsageError
from healbot.core.model_call import CallFailed
from healbot.generators.language_model import openai_client
from healbot.generators.language_model.listing import (
    available_models,
    list_models,
    open_client,
    with_model_name,
)
from healbot.generators.language_model.providers import FACTS, ModelChoice, Provider
from tests.generators.language_model.clients import KEY, choice
from tests.scripted_model import Fault, ScriptedModel, body, fault, scripted_model


def nameless(provider: Provider, server: ScriptedModel) -> ModelChoice:
    """Returns a choice that leaves the name open."""
    return replace(choice(provider, server), name="")


@pytest.mark.parametrize("provider", list(Provider))
def test_names_come_newest_first(provider: Provider) -> None:
    with scripted_model(models=("new", "old")) as server:
        found = list_models(choice(provider, server), 20)
    assert [model.name for model in found] == ["new", "old"]


def rows(*names: str, **more: object) -> Fault:
    """Returns a list with these names, the first the newest."""
    data = [
        {"id": name, "created_at": f"2026-0{9 - place}-01T00:00:00Z", **more}
        for place, name in enumerate(names)
    ]
    return body({"data": data, "has_more": False, "first_id": None, "last_id": None})


def default_with(listing: Fault, provider: Provider = Provider.ANTHROPIC) -> str:
    """Returns the name that is taken when the provider lists this."""
    with scripted_model() as server:
        server.listing = listing
        return with_model_name(nameless(provider, server), 20).name


def test_the_newest_active_model_of_the_line_is_taken() -> None:
    assert default_with(rows("claude-haiku-9", "claude-sonnet-8", "claude-sonnet-7")) == (
        "claude-sonnet-8"
    )
    retired = {"id": "claude-sonnet-9", "created_at": "2027", "lifecycle": "retired"}
    active = {"id": "claude-s-6", "created_at": "2026", "lifecycle": "active", "line": "sonnet"}
    assert default_with(body({"data": [retired, active]})) == "claude-s-6"


@pytest.mark.parametrize(
    "listing",
    [rows("claude-haiku-9"), rows(), fault("status", 529), fault("bad-json"), body({"data": 3})],
)
def test_without_a_fitting_row_the_known_name_is_taken(listing: Fault) -> None:
    assert default_with(listing) == FACTS[Provider.ANTHROPIC].default_model


def test_a_key_that_is_refused_is_told_at_once() -> None:
    with pytest.raises(ModelUnusable):
        default_with(fault("status", 401))


def test_a_local_server_s_first_model_is_taken() -> None:
    listing = body({"data": [{"id": "models/qwen"}, {"id": "other"}]})
    assert default_with(listing, Provider.LOCAL) == "qwen"
    with pytest.raises(UsageError, match="lists no model"):
        default_with(rows(), Provider.LOCAL)
    with pytest.raises(CallFailed):
        default_with(fault("close"), Provider.LOCAL)


def test_a_name_is_kept_without_asking() -> None:
    with scripted_model() as server:
        named = choice(Provider.ANTHROPIC, server)
        assert with_model_name(named) is named
        openai = with_model_name(nameless(Provider.OPENAI, server))
        assert openai.name == FACTS[Provider.OPENAI].default_model
    assert server.requests == []


def test_status_of_all_providers() -> None:
    with scripted_model(models=("claude-new", "bad\x1b[31m")) as server:
        environ = {"ANTHROPIC_API_KEY": KEY, "HEALBOT_BASE_URL": server.anthropic_url}
        anthropic, openai, gemini, local = available_models(environ, 20)
    assert (anthropic.configured, anthropic.reachable) == (True, True)
    assert anthropic.models == ("claude-new",)
    assert anthropic.base_url == server.anthropic_url
    assert (openai.configured, openai.reachable, openai.models) == (False, None, ())
    assert openai.detail == "set OPENAI_API_KEY"
    assert gemini.variable == "GEMINI_API_KEY"
    assert local.configured
    assert not local.reachable  # it was given Anthropic's root, where OpenAI's paths are not
    assert KEY not in repr((anthropic, openai, gemini, local))


def test_a_key_goes_to_its_own_provider_only(only_loopback: list[str]) -> None:
    with scripted_model() as server:
        environ = {"OPENAI_API_KEY": KEY, "HEALBOT_BASE_URL": server.openai_url}
        _, openai, _, local = available_models(environ, 20, "local:qwen")
        keys = {request.headers["authorization"] for request in server.requests}
    assert local.reachable
    assert keys == {"Bearer none"}
    assert openai.reachable is False
    assert only_loopback == ["api.openai.com"]
    only_loopback.clear()


@pytest.mark.parametrize(
    ("listing", "says"),
    [
        (fault("status", 401), "refuses the key"),
        (fault("status", 500), "failed (500)"),
        (fault("html"), "a web page answered"),
        (fault("close"), "broke"),
    ],
)
def test_why_a_provider_is_not_reachable(listing: Fault, says: str) -> None:
    with scripted_model() as server:
        server.listing = listing
        environ = {"OPENAI_API_KEY": KEY, "HEALBOT_BASE_URL": server.openai_url}
        openai = available_models(environ, 20)[1]
    assert openai.reachable is False
    assert says in openai.detail


def test_without_the_library_the_hint_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(openai_client, "_is_installed", lambda: False)
    with scripted_model() as server:
        with pytest.raises(EnvironmentProblem) as caught:
            open_client(choice(Provider.OPENAI, server))
        assert caught.value.hint == "pip install openai"
        environ = {"HEALBOT_BASE_URL": server.openai_url}
        local = available_models(environ, 20)[3]
    assert local.configured
    assert local.reachable is None
    assert "pip install openai" in local.detail
