"""Every fault of a provider, proxy or network ends as `CallFailed` or `ModelUnusable`, and says
whether it may be billed and whether it may pass."""

from __future__ import annotations

from dataclasses import replace

import pytest

from healbot.core.bill import Usage
from healbot.core.errors import ExitCode, ModelUnusable
from healbot.core.model_call import CallFailed, StopReason
from healbot.generators.language_model.providers import Provider
from tests.generators.language_model.clients import KEY, REQUEST, client
from tests.scripted_model import Fault, body, fault, reply, scripted_model

BOTH = pytest.mark.parametrize("provider", [Provider.ANTHROPIC, Provider.OPENAI])

FREE, BILLED = False, True
FINAL, PASSES = False, True

FAILS: dict[str, tuple[Fault, bool, bool]] = {
    "400": (fault("status", 400), FREE, FINAL),
    "409": (fault("status", 409), FREE, PASSES),
    "422": (fault("status", 422), FREE, FINAL),
    "429": (fault("status", 429), FREE, PASSES),
    "500": (fault("status", 500), FREE, PASSES),
    "502 of a gateway": (fault("html", 502), BILLED, PASSES),
    "503": (fault("status", 503), FREE, PASSES),
    "504 of a gateway": (fault("html", 504), BILLED, PASSES),
    "529": (fault("status", 529), FREE, PASSES),
    "empty 500": (fault("empty", 500), FREE, PASSES),
    "redirect": (fault("empty", 307, headers={"Location": "/elsewhere"}), FREE, FINAL),
    "a page": (fault("html"), FREE, FINAL),
    "bad JSON": (fault("bad-json"), BILLED, PASSES),
    "nothing": (fault("empty"), BILLED, PASSES),
    "cut body": (fault("cut-body"), BILLED, PASSES),
    "closed": (fault("close"), BILLED, PASSES),
    "reset": (fault("reset"), BILLED, PASSES),
    "no HTTP": (fault("garbage"), BILLED, PASSES),
    "JSON string": (body("hello"), BILLED, PASSES),
    "JSON null": (body(None), BILLED, PASSES),
    "JSON list": (body([1, 2]), BILLED, PASSES),
    "JSON number": (body(7), BILLED, PASSES),
    "deep JSON": (body(b"[" * 100_000), BILLED, PASSES),
    "long number": (body(b'{"usage": ' + b"9" * 10_000 + b"}"), BILLED, PASSES),
    "no UTF-8": (body(b"\xff\xfe{}\x80"), BILLED, PASSES),
    "odd type": (body(b"hi", content_type="application/x-unheard-of; q"), BILLED, PASSES),
    "no fields": (body({}), BILLED, PASSES),
    "null fields": (body({"choices": None, "content": None}), BILLED, PASSES),
    "no message": (body({"choices": [{}], "content": "text"}), BILLED, PASSES),
    "no choices": (body({"choices": []}), BILLED, PASSES),
    "text for fields": (body({"choices": "a", "content": 3}), BILLED, PASSES),
    "error with 200": (fault("status", 200, error_type="overloaded_error"), FREE, PASSES),
    "unknown error with 200": (body({"error": "boom"}), BILLED, PASSES),
    "gateway error with 200": (body({"error": {"code": 502, "message": "up"}}), BILLED, PASSES),
}


@BOTH
@pytest.mark.parametrize("name", FAILS)
def test_call_that_brings_no_reply(provider: Provider, name: str) -> None:
    happens, billed, may_pass = FAILS[name]
    with scripted_model([happens]) as server, pytest.raises(CallFailed) as caught:
        client(provider, server).call(REQUEST, 20)
    assert caught.value.may_be_billed is billed
    assert caught.value.may_pass is may_pass
    assert caught.value.usage is None
    assert KEY not in caught.value.reason
    assert "\n" not in caught.value.reason


UNUSABLE: dict[str, tuple[Fault, str]] = {
    "401": (fault("status", 401), "refuses the key"),
    "401 in HTML": (fault("html", 401), "refuses the key"),
    "402": (fault("status", 402), "no credit"),
    "403": (fault("status", 403), "does not permit"),
    "403 in HTML": (fault("html", 403), "on the way"),
    "404": (fault("status", 404), "no model called"),
    "404 in HTML": (fault("html", 404), "no model answers at"),
    "405": (fault("empty", 405), "no model answers at"),
    "low balance": (fault("status", 400, message="Your credit balance is too low"), "no credit"),
    "quota": (
        fault("status", 429, error_type="insufficient_quota", message="You exceeded your quota"),
        "no credit",
    ),
    "quota by code": (body({"error": {"code": "insufficient_quota"}}, 429), "no credit"),
    "key of Gemini": (
        body([{"error": {"code": 400, "message": "API key not valid.", "status": "INVALID"}}], 400),
        "refuses the key",
    ),
    "401 with 200": (fault("status", 200, error_type="authentication_error"), "refuses the key"),
}


@BOTH
@pytest.mark.parametrize("name", UNUSABLE)
def test_model_that_never_answers(provider: Provider, name: str) -> None:
    happens, says = UNUSABLE[name]
    with scripted_model([happens]) as server, pytest.raises(ModelUnusable) as caught:
        client(provider, server).call(REQUEST, 20)
    assert says in caught.value.message
    assert caught.value.hint
    assert caught.value.exit_code == ExitCode.MODEL_UNUSABLE


@BOTH
@pytest.mark.parametrize(
    "happens",
    [
        fault("status", 413),
        fault("html", 413),
        fault("status", 400, message="prompt is too long: 210000 tokens > 200000 maximum"),
        body({"error": {"code": "context_length_exceeded", "message": "too many"}}, 400),
    ],
)
def test_too_much_for_the_model_is_a_reply_that_costs_nothing(
    provider: Provider, happens: Fault
) -> None:
    with scripted_model([happens]) as server:
        found = client(provider, server).call(REQUEST, 20)
    assert found.stop is StopReason.CONTEXT_FULL
    assert found.usage == Usage()


@BOTH
@pytest.mark.parametrize("kind", ["silence", "slow-drip", "slow-headers"])
def test_deadline_holds_however_slowly_bytes_drip(provider: Provider, kind: str) -> None:
    slow = fault(kind, seconds=0.1)
    with scripted_model([slow]) as server, pytest.raises(CallFailed) as caught:
        client(provider, server).call(REQUEST, 1.0)
    assert caught.value.may_be_billed
    assert caught.value.may_pass
    assert "did not answer" in caught.value.reason


@BOTH
def test_nobody_listens(provider: Provider) -> None:
    with scripted_model() as server:
        found = client(provider, server)
    with pytest.raises(CallFailed, match="cannot be reached") as caught:
        found.call(REQUEST, 20)
    assert not caught.value.may_be_billed
    assert caught.value.may_pass


@BOTH
def test_no_secure_connection(provider: Provider) -> None:
    from healbot.generators.language_model.listing import open_client
    from tests.generators.language_model.clients import choice

    with scripted_model() as server:
        plain = choice(provider, server)
        secure = replace(plain, base_url=plain.base_url.replace("http:", "https:"))
        with pytest.raises(CallFailed, match="secure connection") as caught:
            open_client(secure).call(REQUEST, 20)
    assert not caught.value.may_be_billed
    assert not caught.value.may_pass


@BOTH
@pytest.mark.parametrize(
    ("header", "seconds"),
    [("0", 0.0), ("7", 7.0), ("1209600", 1_209_600.0), ("soon", None), ("-3", None), ("inf", None)],
)
def test_retry_after_is_handed_on(provider: Provider, header: str, seconds: float | None) -> None:
    refused = fault("status", 429, retry_after=header)
    with scripted_model([refused]) as server, pytest.raises(CallFailed) as caught:
        client(provider, server).call(REQUEST, 20)
    assert caught.value.retry_after == seconds


def test_retry_after_may_be_a_date() -> None:
    refused = fault("status", 503, retry_after="Fri, 01 Jan 2100 00:00:00 GMT")
    with scripted_model([refused]) as server, pytest.raises(CallFailed) as caught:
        client(Provider.ANTHROPIC, server).call(REQUEST, 20)
    assert caught.value.retry_after is not None
    assert caught.value.retry_after > 86_400


@BOTH
def test_what_a_server_says_is_shown_without_the_key_on_one_line(provider: Provider) -> None:
    spoken = f"no \x1b[31m{KEY}\n\u202ein words " + "x" * 900
    said = fault("status", 400, message=spoken)
    with scripted_model([said]) as server, pytest.raises(CallFailed) as caught:
        client(provider, server).call(REQUEST, 20)
    assert KEY not in caught.value.reason
    assert caught.value.reason.isprintable()
    assert len(caught.value.reason) < 300


STREAMED = replace(REQUEST, max_output_tokens=30_000)


@pytest.mark.parametrize("kind", ["cut-body", "ended-stream"])
def test_cut_stream_tells_what_was_sent(kind: str) -> None:
    cut = fault(kind, usage=Usage(123, 45, 6, 7))
    with scripted_model([cut]) as server, pytest.raises(CallFailed) as caught:
        client(Provider.ANTHROPIC, server).call(STREAMED, 20)
    assert caught.value.usage == Usage(123, 0, 6, 7)
    assert caught.value.may_be_billed
    assert caught.value.may_pass


def test_stream_past_the_deadline_tells_what_was_sent() -> None:
    slow = fault("slow-drip", seconds=0.002, usage=Usage(123, 45))
    with scripted_model([slow]) as server, pytest.raises(CallFailed) as caught:
        client(Provider.ANTHROPIC, server).call(STREAMED, 2.0)
    assert caught.value.usage == Usage(123, 0)


@pytest.mark.parametrize(
    ("happens", "billed", "may_pass"),
    [
        (fault("html"), FREE, FINAL),
        (fault("bad-json"), BILLED, PASSES),
        (fault("empty"), BILLED, PASSES),
        (fault("status", 529), FREE, PASSES),
        (body(b"data: nonsense\n\n", content_type="text/event-stream"), BILLED, PASSES),
        (body(b"event: ping\n\n", content_type="text/event-stream"), BILLED, PASSES),
    ],
)
def test_stream_that_is_none(happens: Fault, billed: bool, may_pass: bool) -> None:
    with scripted_model([happens]) as server, pytest.raises(CallFailed) as caught:
        client(Provider.ANTHROPIC, server).call(STREAMED, 20)
    assert caught.value.may_be_billed is billed
    assert caught.value.may_pass is may_pass


def test_error_within_a_stream() -> None:
    events = (
        b'event: message_start\ndata: {"type": "message_start", "message": {"id": "m", "type": '
        b'"message", "role": "assistant", "model": "m", "content": [], "stop_reason": null, '
        b'"stop_sequence": null, "usage": {"input_tokens": 9, "output_tokens": 1}}}\n\n'
        b'event: error\ndata: {"type": "error", "error": {"type": "overloaded_error", '
        b'"message": "busy"}}\n\n'
    )
    happens = body(events, content_type="text/event-stream")
    with scripted_model([happens]) as server, pytest.raises(CallFailed, match="busy") as caught:
        client(Provider.ANTHROPIC, server).call(STREAMED, 20)
    assert caught.value.usage == Usage(9, 0)
    assert caught.value.may_be_billed
    assert caught.value.may_pass


@BOTH
def test_a_fault_does_not_spoil_the_next_call(provider: Provider) -> None:
    with scripted_model([fault("cut-body"), reply("better")]) as server:
        asked = client(provider, server)
        with pytest.raises(CallFailed):
            asked.call(REQUEST, 20)
        assert asked.call(REQUEST, 20).text == "better"
