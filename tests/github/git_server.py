"""Git over HTTP: the real ``git http-backend``, with GitHub's doors before it."""

from __future__ import annotations

import base64
import binascii
import contextlib
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote

from tests.github import pre_receive
from tests.github.access import level, sees
from tests.github.api import Call, Journal
from tests.github.bare_repository import QUIET
from tests.github.faults import Fault, Plan
from tests.github.server import Received, Reply
from tests.github.state import Kind, Repository, Token
from tests.github.world import World

_PATH = re.compile(
    r"/(?P<owner>[^/]+)/(?P<name>[^/]+?)(?:\.git)?"
    r"/(?P<rest>info/refs|git-upload-pack|git-receive-pack)\Z"
)
_OPERATIONS = {"git-upload-pack": "git/upload-pack", "git-receive-pack": "git/receive-pack"}
_WORKFLOW_REFUSALS: dict[Kind, str] = {
    "actions": "refusing to allow a GitHub App to create or update workflow `{path}`"
    " without `workflows` permission",
    "app": "refusing to allow a GitHub App to create or update workflow `{path}`"
    " without `workflows` permission",
    "classic": "refusing to allow a Personal Access Token to create or update workflow `{path}`"
    " without `workflow` scope",
    "fine-grained": "refusing to allow a Personal Access Token to create or update workflow"
    " `{path}` without `workflows` permission",
}


def is_for_git(path: str) -> bool:
    """Whether a path is one of Git's."""
    return _PATH.match(path) is not None


class _Moved(Exception):
    """A repository that has another name now."""


class _Door(Exception):
    """A request that is not let in."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class _Visit:
    """A request that was let in."""

    repository: Repository
    token: Token | None
    service: str
    rest: str


class GitServer:
    """Lets Git in and out."""

    def __init__(
        self,
        world: World,
        plan: Plan,
        journal: Journal,
        lock: contextlib.AbstractContextManager[object],
    ) -> None:
        self._world = world
        self._plan = plan
        self._journal = journal
        self._lock = lock

    def respond(self, received: Received) -> Reply:
        """Returns the reply to a request of Git's."""
        found = _PATH.match(received.path)
        if found is None:
            raise LookupError(received.path)
        rest = found["rest"]
        service = rest if rest in _OPERATIONS else parse_qs(received.query).get("service", [""])[0]
        secret = _password(received.headers)
        token = self._world.tokens.get(secret)
        name = token.name if token is not None else ("unknown" if secret else "")
        operation = _OPERATIONS.get(rest, "git/info-refs")
        call = Call(received.method, received.path, {"service": service}, operation, name, {})
        with self._lock:
            self._journal.calls.append(call)
        fault = self._plan.take(operation) or Fault(after_doing=True)
        reply = Reply()
        if fault.after_doing:
            reply = self._let_in(received, found, service, secret)
        reply = fault.over(reply)
        call.status = 0 if reply.drops else reply.status
        return reply

    def _let_in(self, received: Received, found: re.Match[str], service: str, secret: str) -> Reply:
        try:
            with self._lock:
                visit = self._visit(found, service, secret)
            return self._serve(received, visit)
        except _Moved as moved:
            place = f"{self._world.server_url}/{moved}.git/{found['rest']}?{received.query}"
            return Reply.whole(301, {"location": place}, b"")
        except _Door as door:
            headers = {"content-type": "text/plain; charset=UTF-8"}
            if door.status == 401:
                headers["www-authenticate"] = 'Basic realm="GitHub"'
            return Reply.whole(door.status, headers, str(door).encode())

    def _visit(self, found: re.Match[str], service: str, secret: str) -> _Visit:
        """Returns who comes in for what; raises `_Door` for who does not."""
        token = self._world.tokens.get(secret)
        if secret and token is None:
            message = "Invalid username or token. Password authentication is not supported for"
            raise _Door(401, f"{message} Git operations.")
        full_name = f"{unquote(found['owner'])}/{unquote(found['name'])}"
        repository = self._world.find(full_name)
        if repository is None and full_name.lower() in self._world.renamed:
            raise _Moved(self._world.renamed[full_name.lower()])
        if service not in _OPERATIONS:
            raise _Door(403, "Please upgrade your git client.")
        if repository is None or not sees(token, repository):
            if token is None:
                raise _Door(401, "No anonymous read access.")
            raise _Door(404, "Repository not found.")
        self._check_level(repository, token, service)
        return _Visit(repository, token, service, found["rest"])

    def _check_level(self, repository: Repository, token: Token | None, service: str) -> None:
        if service == "git-upload-pack":
            if level(token, repository, "contents") == "none" and repository.private:
                raise _Door(403, "Write access to repository not granted.")
            return
        if token is None:
            raise _Door(401, "No anonymous write access.")
        if repository.archived:
            raise _Door(403, "This repository was archived so it is read-only.")
        if level(token, repository, "contents") != "write":
            if token.kind == "fine-grained":
                raise _Door(403, "Write access to repository not granted.")
            raise _Door(403, f"Permission to {repository.full_name}.git denied to {token.login}.")

    # The backend ------------------------------------------------------------------------------

    def _serve(self, received: Received, visit: _Visit) -> Reply:
        with tempfile.TemporaryDirectory() as folder:
            reasons = Path(folder) / "reasons.json"
            environment = self._environment(received, visit, reasons)
            done = subprocess.run(
                ["git", "http-backend"], env=environment, stdin=received.body, capture_output=True
            )
            head, _, body = done.stdout.partition(b"\r\n\r\n")
            refused = json.loads(reasons.read_text()) if reasons.exists() else {}
        if visit.rest == "git-receive-pack":
            body = with_reasons(body, refused)
            with self._lock:
                self._world.follow_branches()
        lines = [line.partition(": ") for line in head.decode().split("\r\n") if line]
        headers = {name.lower(): value for name, _, value in lines}
        status = int(headers.pop("status", "200").split()[0])
        return Reply.whole(status, headers, body)

    def _environment(self, received: Received, visit: _Visit, reasons: Path) -> dict[str, str]:
        repository, token = visit.repository, visit.token
        install_hook(repository.git.path)
        environment = {
            **QUIET,
            "GIT_PROJECT_ROOT": str(self._world.folder),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REQUEST_METHOD": received.method,
            "PATH_INFO": f"/{repository.full_name}.git/{visit.rest}",
            "QUERY_STRING": received.query,
            "CONTENT_TYPE": received.headers.get("content-type", ""),
            "HTTP_CONTENT_ENCODING": received.headers.get("content-encoding", ""),
            "GIT_PROTOCOL": received.headers.get("git-protocol", ""),
            "REMOTE_ADDR": "127.0.0.1",
        }
        if token is not None:
            environment["REMOTE_USER"] = token.login
            environment["FAKE_GITHUB_PUSH"] = json.dumps(
                {
                    "rules": [asdict(rule) for rule in repository.rules],
                    "login": token.login,
                    "may_write_workflows": level(token, repository, "workflows") == "write",
                    "workflow_refusal": _WORKFLOW_REFUSALS[token.kind],
                    "url": f"{self._world.server_url}/{repository.full_name}",
                    "reasons": str(reasons),
                }
            )
        return environment


def install_hook(repository: Path) -> None:
    """Puts the hook into a bare repository."""
    hook = repository / "hooks" / "pre-receive"
    if not hook.exists():
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I "{pre_receive.__file__}"\n')
        hook.chmod(0o755)


def _password(headers: Mapping[str, str]) -> str:
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return value or scheme
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return value


# The report of a push ----------------------------------------------------------------------------


def with_reasons(body: bytes, reasons: Mapping[str, str]) -> bytes:
    """Puts GitHub's reasons into the report of a refused push.

    git itself says ``pre-receive hook declined`` of every reference; the report is in packets
    (the length in four hexadecimal digits, then the content), inside the packets of band 1.
    """
    if not reasons:
        return body
    out = []
    for packet in packets(body):
        if packet[:1] == b"\x01":
            inner = [_reworded(line, reasons) for line in packets(packet[1:])]
            packet = b"\x01" + b"".join(packed(line) for line in inner)
        out.append(packed(packet))
    return b"".join(out)


def packets(data: bytes) -> Iterator[bytes]:
    """Yields packets; a flush packet is an empty one."""
    while data:
        size = int(data[:4], 16)
        yield data[4:size] if size else b""
        data = data[max(size, 4) :]


def packed(content: bytes) -> bytes:
    """Returns a packet; an empty one is a flush packet."""
    return f"{len(content) + 4:04x}".encode() + content if content else b"0000"


def _reworded(line: bytes, reasons: Mapping[str, str]) -> bytes:
    words = line.decode("utf-8", "replace").split(" ", 2)
    if words[0] != "ng":
        return line
    reason = reasons.get(words[1]) or next(iter(reasons.values()))
    return f"ng {words[1]} {reason}\n".encode()
