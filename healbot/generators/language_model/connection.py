"""The HTTP connection under the providers' libraries: what it sends, where to, and for how long.

By themselves the libraries follow redirects (with the key), take proxies, ``.netrc`` entries and
extra headers from the environment, and wait as long as bytes drip in. None of that happens here.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from healbot.core.model_call import CallFailed
from healbot.generators.language_model.providers import ModelChoice, Provider

if TYPE_CHECKING:  # takes a good part of a second to import
    import httpx2

SENT_HEADERS = frozenset(
    {
        "host", "accept", "accept-encoding", "connection", "content-type", "content-length",
        "transfer-encoding", "user-agent", "anthropic-version", "anthropic-beta", "idempotency-key",
    }
)  # fmt: skip
"""Other headers are dropped: they come from variables such as ``ANTHROPIC_CUSTOM_HEADERS``, or tell
about the machine."""
MAX_BODY = 32 * 1024 * 1024
"""Bytes of an answer; no real one comes near it."""
CONNECT_SECONDS = 15.0


class BodyTooLarge(Exception):
    """A server sent more than any model would."""


class Connections:
    """The sockets of one call, so that another thread can end them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._ended = False

    def note(self, name: str, details: dict[str, Any]) -> None:
        """Remembers a socket; called by the HTTP library for each of its steps.

        Raises ConnectionAbortedError when the call was ended while the connection was made.
        """
        if not name.endswith(("connect_tcp.complete", "start_tls.complete")):
            return
        stream = details["return_value"].get_extra_info("socket")
        with self._lock:
            self._sockets.append(stream)
            if self._ended:
                raise ConnectionAbortedError("the call was ended")

    @property
    def opened(self) -> bool:
        """Whether a connection was made, so that a request may be out."""
        return bool(self._sockets)

    def end(self) -> None:
        """Makes every read and write on the sockets return at once."""
        with self._lock:
            self._ended = True
            for stream in self._sockets:
                # Not the method of SSLSocket, which would pull the rug from under a reader.
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(stream, socket.SHUT_RDWR)


def http_client(choice: ModelChoice, timeout: float, connections: Connections) -> httpx2.Client:
    """Returns the HTTP client for one call; the caller closes it.

    `timeout` is in seconds for each wait on the network; the deadline of the whole is `within`'s.
    """
    import httpx2

    class Guarded(httpx2.HTTPTransport):
        """Drops headers that nobody chose and stops reading an endless body."""

        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            response = super().handle_request(_as_sent(request, choice, connections))
            response.stream = _Bounded(response.stream)
            return response

    class _Bounded(httpx2.SyncByteStream):
        def __init__(self, stream: Any) -> None:
            self._stream = stream

        def __iter__(self) -> Iterator[bytes]:
            size = 0
            for chunk in self._stream:
                size += len(chunk)
                if size > MAX_BODY:
                    raise BodyTooLarge
                yield chunk

        def close(self) -> None:
            self._stream.close()

    scheme = choice.base_url.partition(":")[0].lower()
    trust = _trust(scheme, choice.certificates)
    transport = Guarded(verify=trust, trust_env=False, proxy=choice.proxy or None)
    return httpx2.Client(
        transport=transport,
        trust_env=False,
        follow_redirects=False,
        timeout=httpx2.Timeout(timeout, connect=min(timeout, CONNECT_SECONDS)),
        headers={"Accept-Encoding": "identity"},
    )


def _as_sent(
    request: httpx2.Request, choice: ModelChoice, connections: Connections
) -> httpx2.Request:
    """Returns a copy of `request` with headers that somebody chose, and the chosen key as the only
    credential. A copy, because the libraries keep marks of their own in the headers."""
    import httpx2

    headers = {
        name: value for name, value in request.headers.items() if name.lower() in SENT_HEADERS
    }
    if choice.provider is Provider.ANTHROPIC:
        headers["x-api-key"] = choice.key
    else:
        headers["authorization"] = f"Bearer {choice.key}"
    return httpx2.Request(
        request.method,
        request.url,
        headers=headers,
        stream=request.stream,
        extensions={**request.extensions, "trace": connections.note},
    )


@lru_cache(maxsize=4)
def _trust(scheme: str, certificates: str) -> ssl.SSLContext:
    """Returns whom to trust; loading the system's authorities takes 50 ms, so it is done once."""
    import httpx2

    if scheme != "https":
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts nobody, and is not asked
    if not certificates:
        return httpx2.create_ssl_context(trust_env=False)
    try:
        return ssl.create_default_context(cafile=certificates)
    except OSError:
        raise CallFailed(
            "SSL_CERT_FILE names a file without certificates",
            may_be_billed=False,
            may_pass=False,
        ) from None
