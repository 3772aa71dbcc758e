from __future__ import annotations

import pytest

from healbot.core.errors import UsageError
from healbot.forge.addresses import Addresses, is_loopback


@pytest.mark.parametrize(
    ("api", "server", "title"),
    [
        ("https://api.github.com", "https://github.com", "GitHub"),
        ("https://api.github.com/", "https://github.com/", "GitHub"),
        ("https://git.example.com/api/v3", "https://git.example.com", "GitHub at git.example.com"),
        ("https://api.ada.ghe.com", "https://ada.ghe.com", "GitHub at ada.ghe.com"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8081/git", "GitHub at 127.0.0.1:8081"),
        ("http://[::1]:8080", "http://[::1]:8080", "GitHub at [::1]:8080"),
        ("http://localhost:1", "http://localhost:1", "GitHub at localhost:1"),
    ],
)
def test_addresses_of_one_host_are_taken(api: str, server: str, title: str) -> None:
    addresses = Addresses.parse(api, server)
    assert addresses.api_url == api.rstrip("/")
    assert addresses.server_url == server.rstrip("/")
    assert addresses.title == title


@pytest.mark.parametrize(
    "address",
    [
        "", "github.com", "http://api.github.com", "ftp://api.github.com", "https://",
        "https://user:secret@api.github.com", "https://api.github.com?x=1",
        "https://api.github.com#x", "https://api.github.com:99999", "https://api.github.com:0",
        "https://api.github.com/a b", "https://api.github.com\n.evil.example", "file:///etc/passwd",
        "https://api.github.com\\@evil.example", "http://127.0.0.1.evil.example",
        "https://api.github.com/../x", "http://10.0.0.1", "https://аpi.github.com", "https://[::1",
    ],
)  # fmt: skip
def test_anything_else_is_refused(address: str) -> None:
    with pytest.raises(UsageError) as caught:
        Addresses.parse(address, "https://github.com")
    assert "secret" not in caught.value.message
    assert "\n" not in caught.value.message
    with pytest.raises(UsageError):
        Addresses.parse("https://api.github.com", address)


def test_a_token_is_never_shared_between_hosts() -> None:
    for api, server in (
        ("https://git.example.com/api/v3", "https://github.com"),
        ("https://api.github.com", "https://git.example.com"),
        ("https://api.github.com", "https://evil.github.com"),
    ):
        with pytest.raises(UsageError, match="different hosts"):
            Addresses.parse(api, server)


def test_loopback_is_known_by_address_and_not_by_looks() -> None:
    assert all(map(is_loopback, ["127.0.0.1", "127.9.9.9", "::1", "localhost"]))
    assert not any(map(is_loopback, ["127.0.0.1.example", "0.0.0.0", "10.0.0.1", "", "local"]))
