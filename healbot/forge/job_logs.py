"""Downloads the log of a job: the end of it, whatever its size.

The API answers with the address of a file at another host, valid for a minute. That host gets no
token, and the file is never held in memory as a whole.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from healbot.core.errors import EnvironmentProblem, ForgeUnusable
from healbot.core.forge import Job, JobLog
from healbot.forge.addresses import is_loopback
from healbot.forge.calls import read_log
from healbot.forge.faults import Unreadable, answer_in
from healbot.forge.wire import TIMEOUT, Wire

if TYPE_CHECKING:
    import requests

DEADLINE = 180.0
"""Seconds that a download may take."""
_CHUNK = 64 * 1024
_REDIRECTS = 3
_LONGEST_LINE = 64 * 1024
"""Bytes looked through for the end of a line that was cut."""


def job_log(wire: Wire, job: Job, limit: int) -> JobLog:
    """Returns the last `limit` bytes of the log; raises as `healbot.forge_port.Forge` says.

    Log lines are UTF-8; what is not is replaced. A line whose beginning was cut off is dropped.
    """
    call = read_log(job.name[:60])
    data, is_cut = wire.read(call, lambda: _download(wire, job, limit))
    text = data.decode("utf-8", errors="replace")
    return JobLog(text.removeprefix("\ufeff"), is_cut)


def _download(wire: Wire, job: Job, limit: int) -> tuple[bytes, bool]:
    import requests

    address = _address(wire, job)
    with requests.Session() as session:
        session.auth = _no_authorization  # else a ~/.netrc adds one
        with _open(session, wire, address, job) as response:
            return tail(_in_time(wire, job, response.iter_content(_CHUNK)), limit)


def _in_time(wire: Wire, job: Job, chunks: Iterable[bytes]) -> Iterator[bytes]:
    give_up = wire.clock.now() + DEADLINE
    for chunk in chunks:
        if wire.clock.now() > give_up:
            raise EnvironmentProblem(
                f"The log of the job {job.name[:60]!r} did not arrive in {DEADLINE:.0f} seconds.",
                hint="Look at the network, then try again.",
            )
        yield chunk


def _address(wire: Wire, job: Job) -> str:
    """Returns where the log lies."""
    from github import GithubException

    route = wire.path(f"/actions/jobs/{job.id:d}/logs")
    try:
        headers, _ = wire.requester.requestJsonAndCheck("GET", route)
    except GithubException as error:
        answer = answer_in(error)
        if answer is not None and answer.status in (404, 410) and answer.is_from_host:
            raise _gone(job, answer.status) from None
        raise
    address = headers.get("location")
    if not isinstance(address, str):
        raise Unreadable("the address of the log")
    return urljoin(wire.addresses.api_url, address)


def _open(session: requests.Session, wire: Wire, address: str, job: Job) -> requests.Response:
    """Returns the answer of the host that keeps the log, its body unread."""
    for _ in range(_REDIRECTS):
        _check(wire, address)
        response = session.get(
            address,
            headers={"Accept-Encoding": "identity", "User-Agent": "healbot"},
            stream=True, timeout=TIMEOUT, allow_redirects=False,
        )  # fmt: skip
        if response.status_code == 200:
            return response
        response.close()
        if response.status_code in (404, 410):
            raise _gone(job, response.status_code)
        if not response.is_redirect:
            status = response.status_code
            raise Unreadable(f"the log: where it is kept says {status}", hint="Try again later.")
        address = urljoin(address, response.headers["location"])
    raise Unreadable("the log: one redirection follows the other", hint="Try again later.")


def _no_authorization(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _check(wire: Wire, address: str) -> None:
    """Lets the log come over https only; from this machine when the API is on it."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    local = wire.addresses.is_on_this_machine and is_loopback(host)
    if not host or not (parts.scheme == "https" or (parts.scheme == "http" and local)):
        raise Unreadable("a safe address of the log")


def _gone(job: Job, status: int) -> ForgeUnusable:
    name = job.name[:60]
    if job.conclusion is None:
        return ForgeUnusable(
            f"The job {name!r} has no log yet ({status}).", hint="Wait until it has ended."
        )
    return ForgeUnusable(
        f"The log of the job {name!r} is gone ({status}).",
        hint="Logs are kept for 90 days unless Settings > Actions > General says otherwise; run "
        "the workflow again.",
    )


def tail(chunks: Iterable[bytes], limit: int) -> tuple[bytes, bool]:
    """Returns the last `limit` bytes of `chunks` and whether something before them is missing.

    Holds no more than `limit` bytes and one chunk. What is cut begins with a whole line, unless
    that line is very long.
    """
    kept: deque[bytes] = deque()
    size, is_cut = 0, False
    for chunk in chunks:
        kept.append(chunk)
        size += len(chunk)
        while kept and size - len(kept[0]) >= limit:
            dropped = len(kept.popleft())
            size, is_cut = size - dropped, is_cut or dropped > 0
    data = b"".join(kept)
    kept.clear()
    if size > limit:
        data, is_cut = data[size - limit :], True
    if is_cut:
        end = data.find(b"\n", 0, _LONGEST_LINE)
        data = data[end + 1 :]
    return data, is_cut
