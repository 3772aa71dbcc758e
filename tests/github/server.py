"""The HTTP server below the fake: requests in, replies out, nothing of GitHub."""

from __future__ import annotations

import contextlib
import socket
import tempfile
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import IO, Any
from urllib.parse import urlsplit

IDLE_SECONDS = 60.0
_CHUNK = 65536


@dataclass(frozen=True)
class Received:
    """A request as it came in."""

    method: str
    path: str
    """As it was sent: percent-encoded."""
    query: str
    headers: Mapping[str, str]
    """By names in lower case."""
    body: IO[bytes]


@dataclass(frozen=True)
class Reply:
    """What goes out."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    pieces: Iterable[bytes] = ()
    length: int | None = None
    """Of all `pieces` together; ``None`` when it is not known beforehand."""
    drops: bool = False
    cut_at: int | None = None
    seconds: float = 0.0

    @classmethod
    def whole(cls, status: int, headers: Mapping[str, str], body: bytes) -> Reply:
        """Returns a reply whose body is at hand."""
        return cls(status, headers, (body,), len(body))


Respond = Callable[[Received], Reply]


class _Cut(Exception):
    """The connection shall end here."""


class Server:
    """A server on 127.0.0.1 that ends, with all its connections, when it is stopped."""

    def __init__(self, respond: Respond) -> None:
        self._server = _Listener(respond)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> None:
        """Begins to serve."""
        self._thread.start()

    def stop(self) -> None:
        """Ends all connections, then the server."""
        self._server.stopping.set()
        self._server.shutdown()
        with self._server.lock:
            open_now = list(self._server.connections)
        for connection in open_now:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._server.server_close()
        self._thread.join()


class _Listener(ThreadingHTTPServer):
    daemon_threads = False  # so that closing waits for them
    request_queue_size = 64

    def __init__(self, respond: Respond) -> None:
        self.respond = respond
        self.stopping = threading.Event()
        self.connections: set[socket.socket] = set()
        self.lock = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "github.com"
    sys_version = ""
    timeout = IDLE_SECONDS
    server: _Listener

    def setup(self) -> None:
        super().setup()
        with self.server.lock:
            self.server.connections.add(self.connection)

    def finish(self) -> None:
        with contextlib.suppress(OSError):
            super().finish()
        with self.server.lock:
            self.server.connections.discard(self.connection)

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError, TimeoutError, _Cut):
            super().handle()

    def log_message(self, format: str, *arguments: Any) -> None:
        """Says nothing."""

    def _serve(self) -> None:
        with tempfile.TemporaryFile() as body:
            self._receive(body)
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            received = Received(self.command, parts.path, parts.query, headers, body)
            self._send(self.server.respond(received))

    do_GET = do_HEAD = do_POST = do_PATCH = do_PUT = do_DELETE = _serve

    def _receive(self, body: IO[bytes]) -> None:
        if "chunked" in self.headers.get("transfer-encoding", "").lower():
            while size := int(self.rfile.readline().split(b";")[0], 16):
                body.write(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
        else:
            left = int(self.headers.get("content-length") or 0)
            while left and (piece := self.rfile.read(min(left, _CHUNK))):
                body.write(piece)
                left -= len(piece)
        body.seek(0)

    def _send(self, reply: Reply) -> None:
        if reply.seconds and self.server.stopping.wait(reply.seconds):
            raise _Cut
        if reply.drops:
            raise _Cut
        may_have_body = reply.status not in (204, 304)
        has_body = may_have_body and self.command != "HEAD"
        is_chunked = has_body and reply.length is None
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if is_chunked:
            self.send_header("transfer-encoding", "chunked")
        elif may_have_body:
            self.send_header("content-length", str(reply.length or 0))
        self.end_headers()
        if has_body:
            self._send_body(reply, is_chunked)

    def _send_body(self, reply: Reply, is_chunked: bool) -> None:
        sent = 0
        for piece in reply.pieces:
            if reply.cut_at is not None and sent + len(piece) >= reply.cut_at:
                self.wfile.write(piece[: reply.cut_at - sent])
                raise _Cut
            sent += len(piece)
            if piece:
                size = f"{len(piece):x}\r\n".encode()
                self.wfile.write(size + piece + b"\r\n" if is_chunked else piece)
        if is_chunked:
            self.wfile.write(b"0\r\n\r\n")
