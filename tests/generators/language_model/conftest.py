"""Nothing leaves this machine while models are tested."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest

AMBIENT = (
    "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL", "ANTHROPIC_CUSTOM_HEADERS",
    "ANTHROPIC_PROFILE", "OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID",
    "GEMINI_API_KEY", "HEALBOT_BASE_URL", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy",
)  # fmt: skip


class LeftTheMachine(AssertionError):
    """A test tried to reach an address that is not on loopback."""


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Refuses every connection and look-up beyond loopback, and fails the test that tried one; a
    test that tries one on purpose empties the list it gets."""
    tried: list[str] = []
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
            tried.append(str(address[0]))
            raise LeftTheMachine(address)
        connect(self, address)

    def guarded_look_up(host: Any, *rest: Any, **more: Any) -> Any:
        if not _is_loopback(host):
            tried.append(str(host))
            raise LeftTheMachine(host)
        return look_up(host, *rest, **more)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)
    for name in AMBIENT:
        monkeypatch.delenv(name, raising=False)
    yield tried
    assert not tried, f"the test tried to reach {tried}"


def _is_loopback(host: Any) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    return name in ("localhost", "::1", None) or str(name).startswith("127.")
