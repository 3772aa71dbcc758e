"""Which repository on which code host is meant, and which token may be sent there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from healbot.core.errors import ForgeUnusable, UsageError
from healbot.core.forge import Repository
from healbot.core.remote_address import parse_remote
from healbot.ledger.commands import GitCommands, GitFailed, clean_environment
from healbot.ledger.plumbing import Plumbing

if TYPE_CHECKING:  # PyGithub takes a while
    from healbot.forge import GitHub

PUBLIC = "https://github.com"
_PUBLIC_API = "https://api.github.com"
_MAX_REMOTES = 50


@dataclass(frozen=True)
class CodeHost:
    """A repository on a host, and what is sent there."""

    repository: Repository
    server_url: str
    api_url: str
    token: str = field(repr=False)

    def open(self) -> GitHub:
        """Returns the repository as the token sees it; nothing is asked of the host yet."""
        from healbot.forge import open_forge

        return open_forge(
            self.repository, self.token, api_url=self.api_url, server_url=self.server_url
        )


def remotes_of(plumbing: Plumbing) -> dict[str, str]:
    """Returns the addresses of the repository's remotes by name, ``origin`` first."""
    user = GitCommands(plumbing.root, clean_environment())
    try:
        names = user.line("remote").splitlines()[:_MAX_REMOTES]
    except GitFailed:
        return {}
    found: dict[str, str] = {}
    for name in sorted(names, key=lambda name: (name != "origin", name)):
        try:
            found[name] = user.line("remote", "get-url", "--end-of-options", name)
        except GitFailed:
            continue
    return found


def remote_for(remotes: Mapping[str, str], host: CodeHost) -> str:
    """Returns the name of the remote that is `host`'s repository, else ``origin``."""
    for name, url in remotes.items():
        if parse_remote(url) == (host.server_url, host.repository):
            return name
    return "origin"


def code_host(
    named: Repository | None,
    server_url: str,
    remotes: Mapping[str, str],
    environ: Mapping[str, str],
) -> CodeHost:
    """Returns the repository that is meant and how it is reached.

    `named` and `server_url` are what the user said, ``None`` and ``""`` for the repository of
    ``origin``. A token is only sent to github.com, or to the host that ``GITHUB_SERVER_URL`` or
    ``GH_HOST`` names: neither an address that somebody pasted nor a repository's configuration can
    make healbot send it elsewhere. Raises `UsageError` and `ForgeUnusable`.
    """
    origin = next(filter(None, map(parse_remote, remotes.values())), None)
    own_server = environ.get("GITHUB_SERVER_URL", "").rstrip("/")
    if named is None:
        if origin is None:
            raise UsageError(
                "It is not known which repository is meant: there is no remote on a code host.",
                hint="Name it: --repository OWNER/NAME, or the whole address of a run.",
            )
        server_url, named = server_url or origin[0], origin[1]
    server_url = server_url or (origin[0] if origin else "") or own_server or PUBLIC
    _check_server(server_url, own_server, environ.get("GH_HOST", ""))
    return CodeHost(named, server_url, _api_of(server_url, environ), _token(server_url, environ))


def _check_server(server_url: str, own_server: str, gh_host: str) -> None:
    known = {PUBLIC, own_server, f"https://{gh_host.strip().lower()}"}
    if server_url not in known:
        host = urlsplit(server_url).netloc[:100]
        raise UsageError(
            f"healbot sends no token to {host}: nothing here says that it is your code host.",
            hint=f"If it is, say so: GH_HOST={host}",
        )


def _api_of(server_url: str, environ: Mapping[str, str]) -> str:
    own = environ.get("GITHUB_SERVER_URL", "").rstrip("/")
    api = environ.get("GITHUB_API_URL", "").rstrip("/")
    if api and server_url == own:
        return api
    if server_url == PUBLIC:
        return _PUBLIC_API
    host = urlsplit(server_url).netloc
    return f"https://api.{host}" if host.endswith(".ghe.com") else f"{server_url}/api/v3"


def _token(server_url: str, environ: Mapping[str, str]) -> str:
    names: tuple[str, ...] = ("GH_TOKEN", "GITHUB_TOKEN")
    if server_url != PUBLIC and not server_url.endswith(".ghe.com"):
        names = ("GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN", *names)
    token = next((value for name in names if (value := environ.get(name, "").strip())), "")
    if not token:
        raise ForgeUnusable(
            "There is no token for the code host.",
            hint="Set GH_TOKEN; with the GitHub CLI: GH_TOKEN=$(gh auth token) healbot …",
        )
    return token
