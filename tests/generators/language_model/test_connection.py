"""Nothing but the request leaves, and it goes nowhere but to the chosen address."""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from healbot.core.model_call import CallFailed
from healbot.generators.language_model import connection
from healbot.generators.language_model.deadline import DeadlinePassed, within
from healbot.generators.language_model.listing import open_client
from healbot.generators.language_model.providers import ModelChoice, Provider
from tests.generators.language_model.clients import KEY, REQUEST, choice, client
from tests.scripted_model import body, fault, reply, scripted_model

BOTH = pytest.mark.parametrize("provider", [Provider.ANTHROPIC, Provider.OPENAI])


@pytest.fixture
def ambient(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Sets everything that the libraries would read by themselves."""
    headers = "X-Secret: s\nAuthorization: Bearer other\nx-api-key: other"
    profile = tmp_path / "configs" / "default.json"
    profile.parent.mkdir()
    profile.write_text(json.dumps({"base_url": "https://profile.example", "api_key": "other"}))
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password other\n")
    for name, value in {
        "ANTHROPIC_AUTH_TOKEN": "other",
        "ANTHROPIC_BASE_URL": "https://elsewhere.example",
        "ANTHROPIC_CUSTOM_HEADERS": headers,
        "ANTHROPIC_CONFIG_DIR": str(tmp_path),
        "ANTHROPIC_PROFILE": "default",
        "OPENAI_BASE_URL": "https://elsewhere.example",
        "OPENAI_ORG_ID": "other-org",
        "OPENAI_PROJECT_ID": "other-project",
        "OPENAI_CUSTOM_HEADERS": headers,
        "HTTP_PROXY": "http://proxy.example:1",
        "HTTPS_PROXY": "http://proxy.example:1",
        "ALL_PROXY": "http://proxy.example:1",
        "NETRC": str(netrc),
    }.items():
        monkeypatch.setenv(name, value)


@BOTH
def test_what_the_environment_holds_for_the_libraries_is_not_used(
    provider: Provider, ambient: None
) -> None:
    with scripted_model([reply("ok")]) as server:
        client(provider, server).call(REQUEST, 20)
        (request,) = server.requests
    shown = json.dumps(dict(request.headers)) + request.raw.decode()
    assert "other" not in shown
    assert "x-secret" not in request.headers
    assert set(request.headers) <= connection.SENT_HEADERS | {"x-api-key", "authorization"}
    keys = [request.headers.get(name, "") for name in ("x-api-key", "authorization")]
    assert keys == ([KEY, ""] if provider is Provider.ANTHROPIC else ["", f"Bearer {KEY}"])


@BOTH
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(provider: Provider, status: int) -> None:
    with scripted_model() as other, pytest.raises(CallFailed, match="sends the request on"):
        path = urlsplit(choice(provider, other).base_url).path
        path += "/v1/messages" if provider is Provider.ANTHROPIC else "/chat/completions"
        moved = fault("empty", status, headers={"Location": other.url + path})
        with scripted_model([moved]) as server:
            client(provider, server).call(REQUEST, 20)
    assert other.requests == []


@BOTH
def test_a_body_without_end_is_not_read_to_its_end(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "MAX_BODY", 10_000)
    endless = body({"content": "x" * 20_000})
    with scripted_model([endless]) as server, pytest.raises(CallFailed) as caught:
        client(provider, server).call(REQUEST, 20)
    assert "without end" in caught.value.reason
    assert not caught.value.may_pass


@BOTH
def test_a_chosen_proxy_is_used(provider: Provider) -> None:
    with scripted_model([reply("ok")]) as proxy:
        near = choice(provider, proxy)
        away = replace(
            near, base_url=near.base_url.replace(proxy.url, "http://model.invalid"), proxy=proxy.url
        )
        assert open_client(away).call(REQUEST, 20).text == "ok"
        assert proxy.calls[0].headers["host"] == "model.invalid"


def test_certificates_that_cannot_be_read(tmp_path: Path) -> None:
    missing = ModelChoice(
        Provider.ANTHROPIC, "m", KEY, "https://127.0.0.1:1", certificates=str(tmp_path / "none")
    )
    with pytest.raises(CallFailed, match="SSL_CERT_FILE") as caught:
        open_client(missing).call(REQUEST, 20)
    assert not caught.value.may_be_billed


@contextmanager
def secure_drip(folder: Path) -> Iterator[tuple[str, Path]]:
    """Runs a server on TLS that sends a header line now and then for ever; yields its address and
    its certificate."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl makes the certificate")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    stopping = threading.Event()

    def serve(listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            plain, _ = listener.accept()
            with context.wrap_socket(plain, server_side=True) as stream:
                stream.sendall(b"HTTP/1.1 200 OK\r\n")
                while not stopping.wait(0.05):
                    stream.sendall(b"X-Drip: 1\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        try:
            yield f"https://127.0.0.1:{listener.getsockname()[1]}", certificate
        finally:
            stopping.set()
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            thread.join()


@BOTH
def test_deadline_and_trust_over_tls(provider: Provider, tmp_path: Path) -> None:
    with secure_drip(tmp_path) as (url, certificate):
        trusting = ModelChoice(provider, "m", KEY, url, certificates=str(certificate))
        with pytest.raises(CallFailed, match="did not answer") as caught:
            open_client(trusting).call(REQUEST, 1.0)
        assert caught.value.may_be_billed
        assert "healbot model call" not in [thread.name for thread in threading.enumerate()]


@BOTH
def test_an_unknown_certificate_is_not_trusted(provider: Provider, tmp_path: Path) -> None:
    with secure_drip(tmp_path) as (url, _):
        with pytest.raises(CallFailed, match="secure connection") as caught:
            open_client(ModelChoice(provider, "m", KEY, url)).call(REQUEST, 20)
        assert not caught.value.may_be_billed


@BOTH
@pytest.mark.parametrize("kind", ["silence", "slow-drip"])
def test_sockets_and_threads_do_not_outlive_the_call(provider: Provider, kind: str) -> None:
    before = threading.active_count()
    with scripted_model([fault(kind, seconds=0.1)]) as server:
        serving = threading.active_count()
        with pytest.raises(CallFailed):
            client(provider, server).call(REQUEST, 0.5)
        names = [thread.name for thread in threading.enumerate()]
        assert "healbot model call" not in names
        assert serving >= before
    assert threading.active_count() == before


def test_the_guard_of_these_tests_can_fail(only_loopback: list[str]) -> None:
    with pytest.raises(AssertionError), socket.socket() as plain:
        plain.connect(("192.0.2.1", 9))
    with pytest.raises(AssertionError):
        socket.getaddrinfo("api.anthropic.com", 443)
    assert only_loopback == ["192.0.2.1", "api.anthropic.com"]
    only_loopback.clear()


def test_work_that_is_done_in_time_returns_or_raises() -> None:
    assert within(20, lambda: 7, lambda: None) == 7
    with pytest.raises(ZeroDivisionError):
        within(20, lambda: 1 // 0, lambda: None)


def test_work_that_is_late_is_ended_and_tells_what_it_raised() -> None:
    ended = threading.Event()

    def work() -> None:
        ended.wait()
        raise LookupError

    with pytest.raises(DeadlinePassed) as caught:
        within(0.05, work, ended.set)
    assert isinstance(caught.value.error, LookupError)


HEAVY = "anthropic openai genai_prices httpx2 pydantic"
MODULES = "providers prices caller listing anthropic_client openai_client"


def test_importing_healbot_imports_no_library_of_a_provider() -> None:
    code = f"""
import sys
for name in {MODULES!r}.split():
    __import__("healbot.generators.language_model." + name)
print([name for name in {HEAVY!r}.split() if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
