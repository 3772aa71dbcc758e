"""What names a run of a workflow: its id, or the address that the browser shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from healbot.core.errors import UsageError
from healbot.core.forge import Repository

_ID = re.compile(r"[1-9][0-9]{0,18}\Z")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?\Z")
_LOOPBACK = ("127.0.0.1", "localhost")
_HINT = "Give its id, or its address: https://github.com/OWNER/NAME/actions/runs/123"


@dataclass(frozen=True)
class RunAddress:
    """A run, as the user named it."""

    run: int
    repository: Repository | None = None
    """``None`` when only an id was given."""
    server_url: str = ""
    """Such as ``https://github.com``; ``""`` when only an id was given."""
    attempt: int | None = None
    job: int | None = None


def parse_run_address(text: str) -> RunAddress:
    """Returns the run that an id or an address names.

    Understood are ``…/actions/runs/ID`` with ``/attempts/N``, ``/job/ID`` and a query behind it, on
    github.com and on hosts of GitHub Enterprise. Raises `UsageError` for anything else, for
    addresses with a user or a password, and for unencrypted ones of other machines.
    """
    text = text.strip()
    if _ID.match(text):
        return RunAddress(int(text))
    try:
        if len(text) > 1000 or not text.isprintable() or not text.isascii():
            raise ValueError(text)
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _no_run(text) from None
    encrypted = parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
    if not encrypted or "@" in parts.netloc or "\\" in text or not _HOST.match(host):
        raise _no_run(text)
    server = f"{parts.scheme}://{host}" + (f":{port}" if port else "")
    words = parts.path.strip("/").split("/")
    if len(words) < 5 or words[2:4] != ["actions", "runs"] or not _ID.match(words[4]):
        raise _no_run(text)
    repository = Repository.parse(f"{words[0]}/{words[1]}")
    rest = dict(zip(words[5::2], words[6::2], strict=False))
    job = rest.get("job") or rest.get("jobs")
    return RunAddress(int(words[4]), repository, server, _id(rest.get("attempts")), _id(job))


def _id(text: str | None) -> int | None:
    return int(text) if text and _ID.match(text) else None


def _no_run(text: str) -> UsageError:
    shown = "".join(c for c in text[:100] if c.isprintable())
    if "@" in shown:
        shown = "…@" + shown.rpartition("@")[2]
    return UsageError(f"{shown!r} is no run of a workflow.", hint=_HINT)
