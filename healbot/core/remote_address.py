"""The address of a Git remote, read as a repository on a code host."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from healbot.core.errors import UsageError
from healbot.core.forge import Repository

_SCP = re.compile(
    r"(?:[\w.-]{1,100}@)?(?P<host>[A-Za-z0-9.-]{1,253}):(?!/)(?P<path>[^\s:]{1,300})\Z"
)
_SSH_OVER_HTTPS = "ssh.github.com"


def parse_remote(url: str) -> tuple[str, Repository] | None:
    """Returns the server and the repository of a remote's address; ``None`` for anything else.

    Read are ``https://HOST/OWNER/NAME(.git)``, ``ssh://git@HOST/OWNER/NAME`` and
    ``git@HOST:OWNER/NAME``. The server is ``https://HOST``, with the port for http and https.
    """
    found = _SCP.match(url)
    if found and "://" not in url:
        return _named(f"https://{found['host'].lower()}", found["path"])
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return None
    if not host or parts.scheme not in ("https", "http", "ssh", "git+ssh"):
        return None
    if parts.scheme in ("ssh", "git+ssh"):
        return _named(f"https://{host}", parts.path)
    return _named(f"{parts.scheme}://{host}" + (f":{port}" if port else ""), parts.path)


def _named(server: str, path: str) -> tuple[str, Repository] | None:
    if server == f"https://{_SSH_OVER_HTTPS}":
        server = "https://github.com"
    try:
        return server, Repository.parse(path.strip("/").removesuffix(".git"))
    except UsageError:
        return None
