"""A Git server on loopback: ``git http-backend`` behind a token, with the faults of real ones."""

from __future__ import annotations

import base64
import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Fault = Callable[[BaseHTTPRequestHandler], bool]
"""Answers a request itself and returns whether it did."""


@dataclass
class GitServer:
    """Serves the bare repositories below `root`."""

    root: Path
    token: str = "secret-token-of-ada"
    readers: set[str] = field(default_factory=set)
    """Tokens that may fetch, not push."""
    faults: list[Fault] = field(default_factory=list)
    """Asked for each request, in order; one that answers is used up."""
    seen: list[tuple[str, str]] = field(default_factory=list)
    """Method and path of every request."""
    headers: list[str] = field(default_factory=list)
    """The ``Authorization`` of every request."""
    url: str = ""

    def may(self, header: str, *, push: bool) -> int:
        """Returns 200, 401 or 403."""
        try:
            user, _, token = base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")
        except ValueError:
            return 401
        if token == self.token and user == "x-access-token":
            return 200
        return (403 if push else 200) if token in self.readers else 401


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    git: GitServer
    body: bytes

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        if self.headers.get("Transfer-Encoding") == "chunked":
            body = b""
            while size := int(self.rfile.readline().split(b";")[0], 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._answer(body)

    def _answer(self, body: bytes) -> None:
        self.body = body
        self.git.seen.append((self.command, self.path))
        header = self.headers.get("Authorization", "")
        self.git.headers.append(header)
        for fault in self.git.faults:
            if fault(self):
                self.git.faults.remove(fault)
                return
        status = self.git.may(header, push="receive-pack" in self.path)
        if status != 200:
            self.send_response(status)
            if status == 401:
                self.send_header("WWW-Authenticate", 'Basic realm="GitHub"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self._send(self.run_backend(body))

    def run_backend(self, body: bytes) -> bytes:
        """Lets git do what was asked; returns its answer, which is not sent yet."""
        path, _, query = self.path.partition("?")
        environment = {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": str(self.git.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_CONFIG_NOSYSTEM": "1",
            "HOME": str(self.git.root),
            "REMOTE_USER": "ada",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "HTTP_GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }
        return subprocess.run(
            ["git", "http-backend"], env=environment, input=body, capture_output=True
        ).stdout

    def _send(self, answer: bytes) -> None:
        head, _, content = answer.partition(b"\r\n\r\n")
        fields = [line.partition(": ") for line in head.decode().split("\r\n")]
        status = next((value for key, _, value in fields if key == "Status"), "200 OK")
        self.send_response(int(status.split()[0]))
        for key, _, value in fields:
            if key != "Status":
                self.send_header(key, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments: object) -> None:
        pass


@contextmanager
def git_server(root: Path) -> Iterator[GitServer]:
    """Serves the bare repositories below `root` until the block is left."""
    server = GitServer(root)
    listening = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"git": server}))
    server.url = f"http://127.0.0.1:{listening.server_address[1]}"
    thread = threading.Thread(target=listening.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()
