"""Which model is asked, at which address and with which key."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from healbot.core.errors import HealbotError, ModelUnusable, UsageError
from healbot.generators.language_model.providers import (
    FACTS,
    NO_KEY,
    ModelChoice,
    Provider,
    choose,
    parse_model,
)

ANTHROPIC = {"ANTHROPIC_API_KEY": "ka"}
OPENAI = {"OPENAI_API_KEY": "ko"}
GEMINI = {"GEMINI_API_KEY": "kg"}
LOCAL = {"HEALBOT_BASE_URL": "http://127.0.0.1:11434/v1"}


@pytest.mark.parametrize(
    ("text", "provider", "name"),
    [
        ("anthropic:claude-opus-5-5", Provider.ANTHROPIC, "claude-opus-5-5"),
        (" OpenAI: gpt-5.6-sol ", Provider.OPENAI, "gpt-5.6-sol"),
        ("claude-haiku-5-5", Provider.ANTHROPIC, "claude-haiku-5-5"),
        ("gpt-5.5", Provider.OPENAI, "gpt-5.5"),
        ("o3-mini", Provider.OPENAI, "o3-mini"),
        ("gemini-flash-latest", Provider.GEMINI, "gemini-flash-latest"),
        ("local:qwen2.5-coder:7b", Provider.LOCAL, "qwen2.5-coder:7b"),
        ("local:hf.co/org/Model-GGUF:Q4_K_M", Provider.LOCAL, "hf.co/org/Model-GGUF:Q4_K_M"),
        ("anthropic", Provider.ANTHROPIC, ""),
        ("gemini:", Provider.GEMINI, ""),
    ],
)
def test_a_name_says_its_provider(text: str, provider: Provider, name: str) -> None:
    assert parse_model(text) == (provider, name)


@pytest.mark.parametrize(
    "text",
    ["qwen", "mistral:large", "ollama:qwen", "local:a b", "openai:\x1b[31m", "", ":",
     "anthropic:" + "a" * 300, "anthropic:../../etc", "anthropic:-x"],
)  # fmt: skip
def test_a_name_that_says_none(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_model(text)
    assert "PROVIDER:NAME" in caught.value.hint
    assert caught.value.message.isprintable()


@given(st.text())
def test_any_text_is_a_name_or_an_error(text: str) -> None:
    try:
        _, name = parse_model(text)
    except UsageError:
        return
    assert name.isascii()
    assert name.isprintable()


def chosen(environ: Mapping[str, str], wanted: str = "") -> ModelChoice:
    """Returns the choice, which there must be."""
    found = choose(environ, wanted)
    assert found is not None
    return found


@pytest.mark.parametrize("wanted", ["", "claude-sonnet-5-5", "local:qwen"])
def test_no_key_and_no_address_is_no_model(wanted: str) -> None:
    assert choose({}, wanted) is None
    assert choose({"ANTHROPIC_API_KEY": " \n", "HEALBOT_BASE_URL": " "}, wanted) is None


def test_the_first_provider_with_a_key_is_taken() -> None:
    assert chosen(GEMINI | OPENAI | ANTHROPIC).provider is Provider.ANTHROPIC
    assert chosen(GEMINI | OPENAI).provider is Provider.OPENAI
    assert chosen(GEMINI).provider is Provider.GEMINI
    assert chosen(LOCAL).provider is Provider.LOCAL


@pytest.mark.parametrize("key", ["ka\n", " ka ", "\tka\r\n"])
def test_white_space_around_a_key_is_stripped(key: str) -> None:
    assert chosen({"ANTHROPIC_API_KEY": key}).key == "ka"


@pytest.mark.parametrize("key", ["k a", "k\na", "kä", "k\x00a"])
def test_a_key_with_odd_characters_is_refused_and_not_shown(key: str) -> None:
    with pytest.raises(ModelUnusable) as caught:
        choose({"ANTHROPIC_API_KEY": key})
    assert key not in caught.value.message + caught.value.hint


def test_a_choice_does_not_show_its_key() -> None:
    assert "ka" not in repr(chosen(ANTHROPIC)).replace("claude", "")


def test_the_address_of_the_chosen_provider_can_be_moved() -> None:
    assert chosen(ANTHROPIC).base_url == FACTS[Provider.ANTHROPIC].base_url
    moved = chosen(ANTHROPIC | LOCAL)
    assert (moved.provider, moved.base_url) == (Provider.ANTHROPIC, LOCAL["HEALBOT_BASE_URL"])
    local = chosen(ANTHROPIC | LOCAL, "local:qwen")
    assert (local.key, local.name) == (NO_KEY, "qwen")


def test_the_library_s_own_variables_are_not_read() -> None:
    ambient = {
        "ANTHROPIC_BASE_URL": "https://elsewhere",
        "ANTHROPIC_AUTH_TOKEN": "t",
        "OPENAI_BASE_URL": "https://elsewhere",
    }
    assert choose(ambient) is None
    assert "elsewhere" not in chosen(ambient | ANTHROPIC).base_url


@pytest.mark.parametrize("wanted", ["gpt-5.5", "gemini:x", "openai"])
def test_the_key_of_another_provider(wanted: str) -> None:
    with pytest.raises(UsageError) as caught:
        choose(ANTHROPIC, wanted)
    assert "_API_KEY, which is not set" in caught.value.message
    assert "ANTHROPIC_API_KEY" in caught.value.hint


def test_a_local_model_needs_an_address() -> None:
    with pytest.raises(UsageError) as caught:
        choose(ANTHROPIC, "local:qwen")
    assert "HEALBOT_BASE_URL" in caught.value.hint


@pytest.mark.parametrize(
    "url",
    ["127.0.0.1:11434", "ftp://x/v1", "http://", "https://[::1", "http://h:port/", "http://a b/",
     "https://user:secret@host/v1", "file:///etc/passwd", "https://host/v1?key=secret",
     "https://host/#secret", "http://h\x1b/"],
)  # fmt: skip
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        choose({"HEALBOT_BASE_URL": url})
    assert "secret" not in caught.value.message
    assert caught.value.message.isprintable()


def test_no_key_travels_in_the_clear() -> None:
    plain = {"HEALBOT_BASE_URL": "http://10.0.0.7:8000/v1"}
    assert chosen(plain).base_url == plain["HEALBOT_BASE_URL"]
    assert chosen(ANTHROPIC | plain, "local:qwen").key == NO_KEY
    with pytest.raises(UsageError, match="key"):
        choose(ANTHROPIC | plain)
    for host in ("127.0.0.1", "localhost", "[::1]"):
        assert chosen(ANTHROPIC | {"HEALBOT_BASE_URL": f"http://{host}:1/"})


def test_a_proxy_is_taken_from_its_variable_only_where_it_applies() -> None:
    proxy = {"HTTPS_PROXY": "http://proxy.example:3128"}
    assert chosen(ANTHROPIC | proxy).proxy == "http://proxy.example:3128"
    assert chosen(ANTHROPIC | proxy | {"NO_PROXY": "a.b, .anthropic.com"}).proxy == ""
    assert chosen(ANTHROPIC | proxy | {"NO_PROXY": "*"}).proxy == ""
    assert chosen(ANTHROPIC | proxy | {"NO_PROXY": "hropic.com"}).proxy
    assert chosen(LOCAL | proxy).proxy == ""


@given(
    st.dictionaries(
        st.sampled_from([*(facts.variable for facts in FACTS.values()), "HTTPS_PROXY"]), st.text()
    ),
    st.text(),
)
def test_no_environment_breaks_it(environ: dict[str, str], wanted: str) -> None:
    try:
        choose(environ, wanted)
    except HealbotError as error:
        assert error.hint
