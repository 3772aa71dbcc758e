"""The repository on the code host, as Git sees it through one token.

The token is only ever in the environment of a git process, as a header for this one host: never in
an argument, a file, or a message. Redirects are not followed, credential helpers not asked.
"""

from __future__ import annotations

import base64
import ipaddress
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from healbot.core.errors import EnvironmentProblem, UsageError
from healbot.ledger.checked_session import Store
from healbot.ledger.commands import GitCommands, GitFailed
from healbot.ledger.plumbing import Plumbing
from healbot.ledger.remote_faults import NetworkFault, fault_of
from healbot.ledger.session_reader import is_session_branch

HEADS = "refs/heads/"
FULL_LEDGER = "refs/healbot/"
"""Where the whole session of a squashed branch is kept, under the branch's own name."""
_FETCHED = "refs/fetched/"
_LINE = re.compile(r"([0-9a-f]{40}|[0-9a-f]{64})\t(refs/\S+)\Z")
_SLOWEST = {"http.lowSpeedLimit": "100", "http.lowSpeedTime": "60"}
"""Bytes a second, and for how many seconds, before a transfer counts as dead."""


@dataclass(frozen=True)
class FetchedSessions:
    """What `Remote.fetch_sessions` did."""

    new: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    """Branches with commits of their own here; they were not moved."""


class Remote:
    """Talks to one repository."""

    def __init__(self, url: str, token: str) -> None:
        """`url` is where Git pushes to, without user or token; a token may be ``""``.

        Raises `UsageError` unless it is https, or http on this very machine.
        """
        self.url = _checked(url)
        self._token = token.strip()
        if not self._token.isprintable() or not self._token.isascii():
            raise UsageError(
                "The token holds characters that no token has.",
                hint="Set GH_TOKEN or GITHUB_TOKEN anew, without quotes or line ends.",
            )

    def __repr__(self) -> str:
        return f"Remote({self.url!r})"

    def refs(self, store: Store, *patterns: str) -> dict[str, str]:
        """Returns the refs that match `patterns` (``refs/heads/healbot/*``) with their commits."""
        output = self._run(store, "ls-remote", "--refs", "--end-of-options", self.url, *patterns)
        found = {}
        for line in output.decode("utf-8", "replace").splitlines():
            if match := _LINE.match(line):
                found[match[2]] = match[1]
        return found

    def ref(self, store: Store, name: str) -> str | None:
        """Returns the commit that the ref with the full name `name` is at, if there is one."""
        return self.refs(store, name).get(name)

    def sessions(self, store: Store) -> dict[str, tuple[str, str]]:
        """Returns healbot's branches: the ref that tells each session in full, and its commit."""
        refs = self.refs(store, f"{HEADS}healbot/*", f"{HEADS}healbot-*", f"{FULL_LEDGER}*")
        found = {}
        for prefix in (HEADS, FULL_LEDGER):  # the full ledger wins over a squashed branch
            for ref, commit in refs.items():
                name = ref.removeprefix(prefix)
                if name != ref and is_session_branch(name):
                    found[name] = (ref, commit)
        return found

    def fetch(self, store: Store, refs: Iterable[str]) -> None:
        """Brings the commits of refs (full names) into `store`; no ref of the user's is moved."""
        wanted = [f"+{ref}:{_FETCHED}{ref.removeprefix('refs/')}" for ref in refs]
        if wanted:
            self._run(
                store, "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-gc",
                "--recurse-submodules=no", "--end-of-options", self.url, *wanted,
            )  # fmt: skip

    def fetch_sessions(self, plumbing: Plumbing) -> FetchedSessions:
        """Brings healbot's branches into the repository, so that a heal goes on where one ended.

        A branch that is ahead of the remote's here, or has gone another way, or is checked out, is
        not moved.
        """
        store = plumbing.store
        theirs = self.sessions(store)
        ours = {
            ref.removeprefix(HEADS): commit
            for ref, commit in plumbing.refs("refs/heads/healbot/", "refs/heads/healbot-*").items()
        }
        wanted = {name: pair for name, pair in theirs.items() if ours.get(name) != pair[1]}
        self.fetch(store, [ref for ref, _ in wanted.values()])
        result: dict[str, list[str]] = {"new": [], "updated": [], "left": []}
        for name, (_, commit) in sorted(wanted.items()):
            old = ours.get(name)
            if (old and not is_ancestor(store, old, commit)) or plumbing.checked_out_at(
                HEADS + name
            ):
                result["left"].append(name)
            else:
                try:
                    plumbing.update_ref(HEADS + name, commit, old, "healbot: from the remote")
                except GitFailed:  # moved meanwhile, or a branch called healbot is in the way
                    result["left"].append(name)
                    continue
                result["updated" if old else "new"].append(name)
        return FetchedSessions(*(tuple(result[key]) for key in ("new", "updated", "left")))

    def push(self, store: Store, branch: str, commit: str, expected: str | None) -> None:
        """Makes `branch` point at `commit`, provided that it is still at `expected`.

        ``None``: provided that there is no such branch. Doing it twice is the same as once. Raises
        `Declined` when somebody moved it meanwhile, `ForgeUnusable` when the host refuses,
        `EnvironmentProblem` when it cannot be reached.
        """
        self._push(store, HEADS, branch, commit, expected)

    def push_ledger(self, store: Store, branch: str, commit: str, expected: str | None) -> None:
        """Keeps the whole session of a squashed `branch` under ``refs/healbot/``; see `push`."""
        self._push(store, FULL_LEDGER, branch, commit, expected)

    def _push(
        self, store: Store, place: str, branch: str, commit: str, expected: str | None
    ) -> None:
        if not is_session_branch(branch):
            raise UsageError(
                f"{ascii(branch)[:100]} is not one of healbot's branches.",
                hint="healbot pushes to its own branches only.",
            )
        ref = place + branch
        self._run(
            store, "push", "--quiet", "--porcelain", "--no-verify", "--no-signed",
            "--recurse-submodules=no", "--no-follow-tags",
            f"--force-with-lease={ref}:{expected or ''}", "--end-of-options",
            self.url, f"{commit}:{ref}", about=branch,
        )  # fmt: skip

    def _run(self, store: Store, *arguments: str, about: str = "") -> bytes:
        """Runs git with the token; once more when the network failed."""
        git = store.commands.with_variables(self._variables())
        try:
            return self._once(git, arguments, about)
        except NetworkFault:
            return self._once(git, arguments, about)

    def _once(self, git: GitCommands, arguments: tuple[str, ...], about: str) -> bytes:
        try:
            return git.run(*arguments)
        except GitFailed as error:
            # What git printed is in neither message nor cause: the host may echo the token.
            fault = fault_of(f"{error.stderr}\n{error.stdout}", about or self.url)
        if fault is None:
            fault = EnvironmentProblem(
                f"git {arguments[0]} failed at {self.url}.",
                hint="Try the same by hand to see what the host says.",
            )
        raise fault

    def _variables(self) -> dict[str, str]:
        parts = urlsplit(self.url)
        settings = {
            "credential.helper": "",
            "credential.interactive": "never",
            "core.askPass": "",
            "http.followRedirects": "false",
            "http.cookieFile": "",
            "protocol.allow": "never",
            f"protocol.{parts.scheme}.allow": "always",
            "push.gpgSign": "false",
            "transfer.credentialsInUrl": "die",
            **_SLOWEST,
        }
        if authority := os.environ.get("GIT_SSL_CAINFO"):
            settings["http.sslCAInfo"] = authority
        if self._token:
            basic = base64.b64encode(f"x-access-token:{self._token}".encode()).decode()
            place = f"http.{parts.scheme}://{parts.netloc}/.extraHeader"
            settings[place] = f"Authorization: Basic {basic}"
        variables = {"GIT_CONFIG_COUNT": str(len(settings)), "GIT_ASKPASS": "", "SSH_ASKPASS": ""}
        for number, (key, value) in enumerate(settings.items()):
            variables[f"GIT_CONFIG_KEY_{number}"] = key
            variables[f"GIT_CONFIG_VALUE_{number}"] = value
        return variables


def is_ancestor(store: Store, old: str, new: str) -> bool:
    """Whether the commit `new` holds `old` in its history, as far as it is in `store`."""
    try:
        store.commands.run("merge-base", "--is-ancestor", "--end-of-options", old, new)
    except GitFailed:
        return False
    return True


def _checked(url: str) -> str:
    parts = urlsplit(url)
    odd = not url.isprintable() or " " in url or parts.query or parts.fragment
    if odd or "@" in parts.netloc or not parts.hostname:
        raise UsageError(
            "The address to push to is none that healbot uses.",
            hint="It is like https://github.com/OWNER/NAME.git, without user or token.",
        )
    if parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname)):
        return url
    raise UsageError(
        f"healbot sends no token over {parts.scheme or 'an unknown protocol'}.",
        hint="Use an https address.",
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
