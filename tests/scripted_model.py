"""A model server on loopback that follows a script, for the real SDKs and for whole sessions.

    with scripted_model([fault("status", 529), reply("fixed")]) as server:
        …  # ANTHROPIC_API_KEY=any, HEALBOT_BASE_URL=server.anthropic_url
    assert server.calls[1].body["max_tokens"] == 4096

Each call of a model takes the next entry of the script; ``then=`` answers the calls after the last.
Leaving the block fails the test when the script was not used up or was asked for more. Usage is
what the script says, to the token.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import urlsplit

from healbot.core.bill import Usage
from healbot.core.model_call import StopReason, ToolCall
from tests.scripted_wires import ANTHROPIC, ERROR_TYPES, WIRES, Reply, Wire

USAGE = Usage(100, 20)
"""What a reply used unless the script says otherwise."""
MODELS = ("claude-sonnet-5-5", "claude-haiku-5-5", "gpt-scripted")


@dataclass(frozen=True)
class Received:
    """A request that came in."""

    method: str
    path: str
    headers: Mapping[str, str]
    """Names in lower case."""
    body: Any
    """The parsed JSON, ``None`` without a body."""
    raw: bytes


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong; see `fault`."""

    kind: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    message: str = "scripted fault"
    error_type: str = ""
    code: str | None = None
    reply: Reply = field(default_factory=lambda: Reply("never seen in full " * 4))
    seconds: float = 0.02
    content: bytes = b""


Behaviour = Reply | Fault | Callable[[Received], Reply | Fault]


def reply(
    text: str = "",
    *,
    tool_calls: Sequence[ToolCall] = (),
    usage: Usage | None = USAGE,
    stop: StopReason | str | None = None,
    model: str = "",
) -> Reply:
    """Returns a good answer; a `stop` that is no `StopReason` is sent as it is."""
    return Reply(text, tuple(tool_calls), usage, stop, model)


def fault(
    kind: str,
    status: int = 200,
    *,
    retry_after: str | float | None = None,
    headers: Mapping[str, str] | None = None,
    message: str = "scripted fault",
    error_type: str = "",
    code: str | None = None,
    usage: Usage | None = USAGE,
    seconds: float = 0.02,
) -> Fault:
    """Returns something that goes wrong.

    ``status``         an error of the provider's own shape with `status` (200 is possible too)
    ``html``           `status` with a page of a proxy
    ``bad-json``       a body that is no JSON
    ``empty``          `status` without a body
    ``cut-body``       the connection closes within the body (or within the stream)
    ``ended-stream``   a stream ends in good order, but before its last events
    ``slow-drip``      the body comes byte by byte, one each `seconds`
    ``slow-headers``   the status line and headers come byte by byte
    ``silence``        nothing comes at all
    ``close``          the connection closes without an answer
    ``reset``          the connection is reset without an answer
    ``garbage``        bytes that are no HTTP
    """
    all_headers = dict(headers or {})
    if retry_after is not None:
        all_headers["Retry-After"] = str(retry_after)
    kept = Reply("never seen in full " * 4, usage=usage)
    return Fault(kind, status, all_headers, message, error_type, code, kept, seconds)


def body(
    content: object,
    status: int = 200,
    *,
    content_type: str = "application/json",
    headers: Mapping[str, str] | None = None,
) -> Fault:
    """Returns an answer with exactly this body: bytes as they are, anything else as JSON."""
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    all_headers = {"Content-Type": content_type, **(headers or {})}
    return Fault("body", status, all_headers, content=data)


class ScriptedModel:
    """The server; `requests` grows while it runs."""

    def __init__(
        self, script: Iterable[Behaviour], then: Behaviour | None, models: Sequence[str], key: str
    ) -> None:
        self.requests: list[Received] = []
        self.problems: list[str] = []
        """What the test did not foresee."""
        self.models = tuple(models)
        self.listing: Behaviour | None = None
        """When set, what ``GET /v1/models`` answers instead of `models`."""
        self._script = list(script)
        self._then = then
        self._key = key
        self._lock = threading.Lock()
        self.stopping = threading.Event()
        handler = type("Handler", (_Handler,), {"scripted": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def url(self) -> str:
        """The root, without a path."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def anthropic_url(self) -> str:
        """The ``base_url`` for the SDK of Anthropic."""
        return self.url

    @property
    def openai_url(self) -> str:
        """The ``base_url`` for the SDK of OpenAI."""
        return f"{self.url}/v1"

    @property
    def calls(self) -> list[Received]:
        """The calls of a model among the requests."""
        return [request for request in self.requests if request.method == "POST"]

    @property
    def left(self) -> int:
        """How many entries of the script were not used yet."""
        return len(self._script)

    def start(self) -> None:
        """Begins to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Ends every connection and waits for the threads."""
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def behaviour_for(self, request: Received) -> Reply | Fault:
        """Records `request` and returns what to do about it."""
        with self._lock:
            self.requests.append(request)
            if self._key and self._key not in request.headers.get("authorization", "") + (
                request.headers.get("x-api-key", "")
            ):
                return fault("status", 401, message="invalid key")
            if request.method == "GET" and request.path == "/v1/models":
                found = self.listing or self._models_page()
            elif request.method == "GET":
                return fault("status", 404, message="no such path")
            elif request.path not in WIRES:
                self.problems.append(f"unknown path {request.path}")
                return fault("status", 404, message="no such path")
            elif self._script:
                found = self._script.pop(0)
            elif self._then is not None:
                found = self._then
            else:
                self.problems.append(f"call {len(self.calls)} is not in the script")
                return fault("status", 400, message="the script is at its end")
        return found(request) if callable(found) else found

    def _models_page(self) -> Fault:
        rows = [
            {
                "id": name,
                "type": "model",
                "object": "model",
                "owned_by": "scripted",
                "created": 1_790_000_000 - place,
                "display_name": name,
                "created_at": f"2026-10-{28 - place:02}T00:00:00Z",
            }
            for place, name in enumerate(self.models)
        ]
        ends = {"has_more": False, "first_id": None, "last_id": None}
        return body({"object": "list", "data": rows, **ends})


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    scripted: ClassVar[ScriptedModel]

    def log_message(self, *_: Any) -> None:
        """Keeps the terminal clean."""

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def _answer(self, raw: bytes) -> None:
        self.close_connection = True
        headers = {name.lower(): value for name, value in self.headers.items()}
        path = urlsplit(self.path).path  # a proxy is asked for whole addresses
        sent = json.loads(raw) if raw else None
        received = Received(self.command, path, headers, sent, raw)
        behaviour = self.scripted.behaviour_for(received)
        try:
            if isinstance(behaviour, Reply):
                self._reply(behaviour, WIRES[path], sent or {})
            else:
                self._fail(behaviour, WIRES.get(path, ANTHROPIC), sent or {})
        except OSError:
            self.close_connection = True  # the client gave up first, as it should on slow answers

    def _reply(self, reply: Reply, wire: Wire, sent: dict[str, Any]) -> None:
        if sent.get("stream"):
            data = b"".join(wire.events(reply, sent["model"]))
            self._send(200, data, "text/event-stream")
        else:
            self._send(200, json.dumps(wire.whole(reply, sent["model"])).encode())

    def _fail(self, fault: Fault, wire: Wire, sent: dict[str, Any]) -> None:
        kind = fault.kind
        if kind == "status":
            error_type = fault.error_type or ERROR_TYPES.get(fault.status, "api_error")
            shown = wire.error(fault.status, fault.message, error_type, fault.code)
            self._send(fault.status, json.dumps(shown).encode(), headers=fault.headers)
        elif kind == "html":
            page = b"<html><body>Sign in to the network</body></html>"
            self._send(fault.status, page, "text/html", fault.headers)
        elif kind == "bad-json":
            self._send(fault.status, b'{"id": "msg_1", "content": [{"ty', headers=fault.headers)
        elif kind == "empty":
            self._send(fault.status, b"", headers=fault.headers)
        elif kind == "body":
            self._send(fault.status, fault.content, headers=fault.headers)
        elif kind in ("cut-body", "ended-stream", "slow-drip", "slow-headers"):
            self._interrupted(fault, wire, sent)
        else:
            self._without_answer(fault)

    def _interrupted(self, fault: Fault, wire: Wire, sent: dict[str, Any]) -> None:
        streamed = bool(sent.get("stream"))
        if streamed:
            parts = list(wire.events(fault.reply, sent["model"]))
            data, shown = b"".join(parts), b"".join(parts[: len(parts) // 2])
        else:
            data = json.dumps(wire.whole(fault.reply, sent["model"])).encode()
            shown = data[: len(data) // 2]
        length = len(shown) if fault.kind == "ended-stream" else len(data)
        kind = "text/event-stream" if streamed else "application/json"
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
        if fault.kind == "slow-headers":
            self._drip(head.encode() + data, fault.seconds)
            return
        self.wfile.write(head.encode())
        if fault.kind == "slow-drip":
            self._drip(data, fault.seconds)
        else:
            self.wfile.write(shown)

    def _drip(self, data: bytes, seconds: float) -> None:
        for start in range(len(data)):
            self.wfile.write(data[start : start + 1])
            if self.scripted.stopping.wait(seconds):
                return

    def _without_answer(self, fault: Fault) -> None:
        if fault.kind == "silence":
            self.scripted.stopping.wait()
        elif fault.kind == "reset":
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.connection.close()
        elif fault.kind == "garbage":
            self.wfile.write(b"\x00\x01SSH-2.0-nothing\r\n\r\n" * 3)
        elif fault.kind != "close":
            self.scripted.problems.append(f"unknown fault {fault.kind!r}")

    def _send(
        self,
        status: int,
        data: bytes,
        content_type: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.send_response(status)
        for name, value in ({"Content-Type": content_type} | dict(headers or {})).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def scripted_model(
    script: Iterable[Behaviour] = (),
    *,
    then: Behaviour | None = None,
    models: Sequence[str] = MODELS,
    key: str = "",
) -> Iterator[ScriptedModel]:
    """Runs the server; `key` is the only key it accepts, by default any.

    Raises AssertionError at the end when the script was not used up or was asked for more.
    """
    server = ScriptedModel(script, then, models, key)
    server.start()
    try:
        yield server
    finally:
        server.stop()
    assert not server.problems, server.problems
    assert not server.left, f"{server.left} entries of the script were not used"
