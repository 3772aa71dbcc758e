"""An OpenAI-compatible model server on loopback that knows the right fix and counts what it gets.

``POST /v1/chat/completions`` (streamed or not) and ``GET /v1/models``. What it answers is decided
in `tests.benchmarks.scripted_dialects`.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from types import TracebackType
from typing import Any

from tests.benchmarks.frugality_cases import Case
from tests.benchmarks.scripted_dialects import Reply, UnknownClient, answer, prompt_characters

MODEL = "scripted"
MOST_REQUESTS = 30
"""A client that asks more often is refused: it runs away."""
_CHARACTERS_PER_TOKEN = 4


@dataclass(frozen=True)
class Exchange:
    """One request for a chat completion."""

    client: str
    """Whose prompt it was; empty when it was not understood."""
    purpose: str
    """See `Reply.purpose`; else why it was refused."""
    body_bytes: int
    prompt_characters: int
    reply_characters: int


class ScriptedEndpoint:
    """The server, from entering to leaving the ``with`` block."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._exchanges: list[Exchange] = []
        self._lock = Lock()
        self._server = _Server(self)
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> ScriptedEndpoint:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def base_url(self) -> str:
        """What a client is told as its base URL."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The requests so far."""
        with self._lock:
            return tuple(self._exchanges)

    def reply(self, request: dict[str, Any], size: int) -> Reply:
        """Returns the reply to a request of `size` bytes and records both.

        Raises `UnknownClient` when it is not understood or one too many.
        """
        characters = prompt_characters(request)
        with self._lock:
            try:
                if len(self._exchanges) >= MOST_REQUESTS:
                    raise UnknownClient("too many requests")
                reply = answer(request, self._case)
            except UnknownClient as error:
                self._exchanges.append(Exchange("", str(error), size, characters, 0))
                raise
            self._exchanges.append(
                Exchange(reply.client, reply.purpose, size, characters, reply.characters)
            )
            return reply


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, endpoint: ScriptedEndpoint) -> None:
        self.endpoint = endpoint
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        if self.path == "/v1/models":
            self._send(200, {"object": "list", "data": [{"id": MODEL, "object": "model"}]})
        else:
            self._send(404, _error(f"no {self.path}"))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path != "/v1/chat/completions":
            self._send(404, _error(f"no {self.path}"))
            return
        request = json.loads(body)
        try:
            reply = self.server.endpoint.reply(request, len(body))
        except UnknownClient as error:
            self._send(400, _error(str(error)))
            return
        usage = _usage(prompt_characters(request), reply)
        if request.get("stream"):
            self._stream(reply, usage, request.get("stream_options") or {})
        else:
            self._send(200, _completion(reply, usage))

    def _send(self, status: int, value: dict[str, Any]) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _stream(self, reply: Reply, usage: dict[str, int], options: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for chunk in _chunks(reply, usage if options.get("include_usage") else None):
            self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, format: str, *arguments: Any) -> None:
        """Prints nothing."""


def _error(message: str) -> dict[str, Any]:
    return {"error": {"message": message, "type": "invalid_request_error", "code": None}}


def _usage(characters: int, reply: Reply) -> dict[str, int]:
    prompt = characters // _CHARACTERS_PER_TOKEN
    completion = reply.characters // _CHARACTERS_PER_TOKEN
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
    }


def _completion(reply: Reply, usage: dict[str, int]) -> dict[str, Any]:
    message = {"role": "assistant", "content": reply.text or None, **_tool_calls(reply)}
    choice = {"index": 0, "message": message, "finish_reason": _finish_reason(reply)}
    return {**_envelope("chat.completion"), "choices": [choice], "usage": usage}


def _chunks(reply: Reply, usage: dict[str, int] | None) -> Iterator[dict[str, Any]]:
    """Yields the events of a streamed reply; its text comes line by line."""
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    deltas += ({"content": line} for line in reply.text.splitlines(keepends=True))
    if reply.tool_use is not None:
        deltas.append(_tool_calls(reply))
    envelope = _envelope("chat.completion.chunk")
    for delta in deltas:
        yield {**envelope, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
    end = {"index": 0, "delta": {}, "finish_reason": _finish_reason(reply)}
    yield {**envelope, "choices": [end]}
    if usage is not None:
        yield {**envelope, "choices": [], "usage": usage}


def _envelope(kind: str) -> dict[str, Any]:
    return {"id": "scripted-1", "object": kind, "created": 1_793_600_000, "model": MODEL}


def _finish_reason(reply: Reply) -> str:
    return "tool_calls" if reply.tool_use else "stop"


def _tool_calls(reply: Reply) -> dict[str, Any]:
    if reply.tool_use is None:
        return {}
    function = {
        "name": reply.tool_use.name,
        "arguments": json.dumps(reply.tool_use.arguments),
    }
    call = {"index": 0, "id": f"call_{secrets.token_hex(4)}", "type": "function"}
    return {"tool_calls": [{**call, "function": function}]}
