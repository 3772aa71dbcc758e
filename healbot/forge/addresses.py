"""The addresses of a code host: where its API answers and where Git pushes to.

They come from the command line or the environment, never from a repository's own configuration: a
repository that could name them would be sent the token.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from healbot.core.errors import UsageError

PUBLIC_API = "https://api.github.com"
PUBLIC_SERVER = "https://github.com"
PUBLIC_TITLE = "GitHub"


@dataclass(frozen=True)
class Addresses:
    """The two addresses of one host, without a slash at the end."""

    api_url: str
    server_url: str

    @classmethod
    def parse(cls, api_url: str, server_url: str) -> Addresses:
        """Returns the addresses after looking at them.

        Raises `UsageError` for one that is no plain https address (http is for this machine only),
        and for two that belong to different hosts: the token of one would be sent to the other.
        """
        api, server = _checked(api_url, "API"), _checked(server_url, "server")
        if (api.hostname or "").removeprefix("api.") != server.hostname:
            raise UsageError(
                f"The API at {api.hostname} and the server {server.hostname} are different hosts.",
                hint="Set GITHUB_API_URL and GITHUB_SERVER_URL to addresses of the same host.",
            )
        return cls(api.geturl(), server.geturl())

    @property
    def is_on_this_machine(self) -> bool:
        """Whether the API answers on a loopback address."""
        return is_loopback(urlsplit(self.api_url).hostname or "")

    @property
    def title(self) -> str:
        """What the host is called in messages."""
        if self.server_url == PUBLIC_SERVER:
            return PUBLIC_TITLE
        return f"{PUBLIC_TITLE} at {urlsplit(self.server_url).netloc}"


def is_loopback(host: str) -> bool:
    """Returns whether `host` is a name or an address of this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _checked(address: str, what: str) -> SplitResult:
    text = address.strip().rstrip("/")
    shown = "".join(character for character in text[:100] if character.isprintable())
    problem = UsageError(
        f"{_without_user(shown)!r} is no address of a GitHub {what}.",
        hint=f"It looks like {PUBLIC_API if what == 'API' else PUBLIC_SERVER}; on GitHub "
        "Enterprise Server like https://HOST" + ("/api/v3" if what == "API" else "") + ".",
    )
    if shown != text or not text.isascii() or any(character in text for character in " \\?#"):
        raise problem
    try:
        parts = urlsplit(text)
        port_is_right = parts.port is None or parts.port > 0
    except ValueError:
        raise problem from None
    if not parts.hostname or not port_is_right or "@" in parts.netloc or ".." in parts.path:
        raise problem
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname)):
        raise problem
    return parts


def _without_user(text: str) -> str:
    scheme, separator, rest = text.partition("://")
    user, at, host = rest.rpartition("@")
    return f"{scheme}{separator}…@{host}" if at and user else text
