"""Which model answers, where it lives and which key opens it: from a name and the environment.

Keys come from healbot's own environment only, never from a repository, and are handed to the
providers' libraries as they are: those would otherwise look in variables and folders of their own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

from healbot.core.errors import ModelUnusable, UsageError

BASE_URL_VARIABLE = "HEALBOT_BASE_URL"
NO_KEY = "none"
"""Sent where a server asks for no key: the libraries insist on one."""

_MODEL_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,199}")
_KEY = re.compile(r"[\x21-\x7e]+")


class Provider(StrEnum):
    """Whose protocol and prices apply."""

    ANTHROPIC = "anthropic"
    OPENAI = "openai"
    GEMINI = "gemini"
    LOCAL = "local"
    """Any server that speaks OpenAI's protocol: Ollama, vLLM, llama.cpp, LM Studio."""


@dataclass(frozen=True)
class ProviderFacts:
    """What healbot knows of a provider without asking it."""

    title: str
    variable: str
    """The environment variable of the key; of the address for ``local``."""
    base_url: str
    default_model: str
    """Asked for when no model was named and the provider's list does not help; "" without one."""
    own_names: tuple[str, ...]
    """Beginnings of model names that can only be this provider's."""
    library: str
    """The Python package that calls it. It takes long to import, which can be done beforehand."""


FACTS: Mapping[Provider, ProviderFacts] = {
    Provider.ANTHROPIC: ProviderFacts(
        "Anthropic", "ANTHROPIC_API_KEY", "https://api.anthropic.com",
        "claude-sonnet-5-5", ("claude-",), "anthropic",
    ),
    Provider.OPENAI: ProviderFacts(
        "OpenAI", "OPENAI_API_KEY", "https://api.openai.com/v1",
        "gpt-5.6-terra", ("gpt-", "chatgpt-", *(f"o{number}" for number in range(1, 10))),
        "openai",
    ),
    Provider.GEMINI: ProviderFacts(
        "Gemini", "GEMINI_API_KEY", "https://generativelanguage.googleapis.com/v1beta/openai/",
        "gemini-flash-latest", ("gemini-",), "openai",
    ),
    Provider.LOCAL: ProviderFacts("the local server", BASE_URL_VARIABLE, "", "", (), "openai"),
}  # fmt: skip
"""In the order in which keys are looked for."""


@dataclass(frozen=True)
class ModelChoice:
    """A model that can be called."""

    provider: Provider
    name: str
    """As it is sent; "" means the provider's newest fitting one, see `listing.with_model_name`."""
    key: str = field(repr=False)
    base_url: str
    proxy: str = ""
    """The address of the proxy that stands in between, from ``HTTPS_PROXY``."""
    certificates: str = ""
    """A file of certificate authorities that are trusted instead of the system's."""

    @property
    def title(self) -> str:
        """What people call the provider."""
        return FACTS[self.provider].title

    @property
    def is_moved(self) -> bool:
        """Whether another server than the provider's own answers."""
        return self.base_url != FACTS[self.provider].base_url

    @property
    def label(self) -> str:
        """``PROVIDER:NAME``, as ``--model`` takes it."""
        return f"{self.provider.value}:{self.name}"


def choose(environ: Mapping[str, str], wanted: str = "") -> ModelChoice | None:
    """Returns the model to ask, ``None`` without any key and without ``HEALBOT_BASE_URL``.

    `wanted` is ``PROVIDER:NAME``, a provider alone, or a name that tells its provider, such as
    ``claude-sonnet-5-5``; "" takes the first provider with a key.

    Raises `UsageError` for a name that says no provider, for a provider whose key is missing while
    another one's is set, and for an address that is none; `ModelUnusable` for a key that cannot be
    one.
    """
    provider, name = parse_model(wanted) if wanted.strip() else (None, "")
    keys = {known: key for known in FACTS if (key := key_of(known, environ))}
    url = environ.get(BASE_URL_VARIABLE, "").strip()
    if not keys and not url:
        return None
    if provider is None:
        provider = next(iter(keys), Provider.LOCAL)
    facts = FACTS[provider]
    if provider is Provider.LOCAL and not url:
        raise UsageError(
            f"{wanted} needs the address of its server",
            hint=f"set {BASE_URL_VARIABLE}, for example to http://127.0.0.1:11434/v1",
        )
    if provider not in keys and not url:
        others = ", ".join(FACTS[other].variable for other in keys)
        raise UsageError(
            f"{wanted} needs {facts.variable}, which is not set",
            hint=f"set it, or name a model that {others} opens, or leave --model out",
        )
    return model_choice(provider, name, environ, url)


def model_choice(
    provider: Provider, name: str, environ: Mapping[str, str], url: str = ""
) -> ModelChoice:
    """Returns the way to `provider`, at `url` when that is not ""; raises as `choose` does for an
    address or a key that is none."""
    facts = FACTS[provider]
    key = key_of(provider, environ)
    url = url or facts.base_url
    _check_url(url, has_key=bool(key))
    if key and not _KEY.fullmatch(key):
        raise ModelUnusable(
            f"{facts.variable} holds characters that no key has",
            hint=f"copy the key of {facts.title} again, without quotes or line breaks",
        )
    proxy = _proxy_for(url, environ)
    certificates = environ.get("SSL_CERT_FILE", "").strip()
    return ModelChoice(provider, name, key or NO_KEY, url, proxy, certificates)


def key_of(provider: Provider, environ: Mapping[str, str]) -> str:
    """Returns the key of `provider` without white space around it, "" when there is none."""
    if provider is Provider.LOCAL:
        return ""
    return environ.get(FACTS[provider].variable, "").strip()


def parse_model(text: str) -> tuple[Provider, str]:
    """Returns the provider and the name ("" when it is left open) that `text` says.

    Raises `UsageError` when it says no provider or is no name.
    """
    stripped = text.strip()
    head, _, rest = stripped.partition(":")
    if head.lower() in set(Provider):
        name = rest.strip()
        if name and not _MODEL_NAME.fullmatch(name):
            raise UsageError(f"{name[:60]!r} is no name of a model", hint=_HINT)
        return Provider(head.lower()), name
    if _MODEL_NAME.fullmatch(stripped):
        for provider, facts in FACTS.items():
            if stripped.lower().startswith(facts.own_names):
                return provider, stripped
    raise UsageError(f"{stripped[:60]!r} does not say whose model it is", hint=_HINT)


_HINT = (
    "write PROVIDER:NAME with one of anthropic, openai, gemini, local, "
    "for example anthropic:claude-sonnet-5-5"
)


def _check_url(url: str, *, has_key: bool) -> None:
    hint = f"correct {BASE_URL_VARIABLE}, for example http://127.0.0.1:11434/v1"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise UsageError(f"{url[:60]!r} is no address of a server", hint=hint) from None
    if parts.scheme not in ("http", "https") or not host or not url.isprintable() or " " in url:
        raise UsageError(f"{url[:60]!r} is no address of a server", hint=hint)
    if parts.username or parts.password or parts.query or parts.fragment:
        raise UsageError("the address of the model's server holds a password or a query", hint=hint)
    if parts.scheme == "http" and has_key and not is_loopback(host):
        raise UsageError(
            f"http://{host} would carry the key readable for everyone in between",
            hint=f"use https in {BASE_URL_VARIABLE}",
        )


def is_loopback(host: str) -> bool:
    """Returns whether `host` is this machine."""
    from ipaddress import ip_address

    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _proxy_for(url: str, environ: Mapping[str, str]) -> str:
    """Returns the proxy for `url`: ``HTTPS_PROXY``, unless ``NO_PROXY`` excepts its host."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "https" or is_loopback(host):
        return ""
    proxy = environ.get("HTTPS_PROXY", environ.get("https_proxy", "")).strip()
    excepted = environ.get("NO_PROXY", environ.get("no_proxy", "")).replace(",", " ").split()
    if any(name == "*" or f".{host}".endswith("." + name.lstrip(".")) for name in excepted):
        return ""
    return proxy
