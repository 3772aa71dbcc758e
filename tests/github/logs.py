"""Where GitHub keeps logs: another store, with links that carry their own permission."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

from tests.github.server import Received, Reply
from tests.github.state import HugeLog, Job
from tests.github.world import World

_RANGE = re.compile(r"bytes=(\d+)-(\d*)\Z")


def download(world: World, received: Received) -> Reply:
    """Returns the log behind a link; refuses an Authorization header as the store does."""
    if "authorization" in received.headers:
        return _error(401, "InvalidAuthenticationInfo", "Authentication information is not given")
    signature = parse_qs(received.query).get("sig", [""])[0]
    number = world.log_links.get(signature)
    job = _job(world, number) if number is not None else None
    if job is None:
        return _error(403, "AuthenticationFailed", "Server failed to authenticate the request.")
    if job.log_state != "available":
        return _error(404, "BlobNotFound", "The specified blob does not exist.")
    headers = {"content-type": "text/plain; charset=utf-8", "accept-ranges": "bytes"}
    if isinstance(job.log, HugeLog):
        return Reply(200, headers, job.log.pieces(), len(job.log))
    wanted = _RANGE.match(received.headers.get("range", ""))
    if wanted is None:
        return Reply.whole(200, headers, job.log)
    size, start = len(job.log), int(wanted[1])
    if start >= size:
        return _error(416, "InvalidRange", "The range specified is invalid.")
    part = job.log[start : int(wanted[2]) + 1 if wanted[2] else None]
    headers["content-range"] = f"bytes {start}-{start + len(part) - 1}/{size}"
    return Reply.whole(206, headers, part)


def _job(world: World, number: int) -> Job | None:
    for repository in world.repositories.values():
        if number in repository.jobs:
            return repository.jobs[number]
    return None


def _error(status: int, code: str, message: str) -> Reply:
    text = f'<?xml version="1.0" encoding="utf-8"?><Error><Code>{code}</Code><Message>{message}'
    body = f"{text}</Message></Error>".encode()
    return Reply.whole(status, {"content-type": "application/xml", "x-ms-error-code": code}, body)
