"""What went wrong with a call, in the terms of `CallFailed` and `ModelUnusable`.

Whether a failed call may be billed: providers do not bill what they refuse (4xx) or fail at
themselves (500, 503, 529). A gateway in between (502, 504, 52x) may fail after the model answered,
and so may a connection that breaks once the request is out.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from healbot.core.errors import ModelUnusable
from healbot.core.model_call import CallFailed
from healbot.core.redaction import Redactor
from healbot.generators.language_model.providers import (
    BASE_URL_VARIABLE,
    FACTS,
    ModelChoice,
    Provider,
)

MAX_SAID = 200
"""Characters of a provider's own message that are shown."""

_MAY_PASS = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529})
_GATEWAY = frozenset({502, 504, 520, 522, 524})
_NO_CREDIT = frozenset(
    {
        "insufficient_quota", "billing_error", "billing_hard_limit_reached", "billing_not_active",
        "contract_spend_limit_reached", "enforced_spend_limit_reached", "insufficient_credits",
        "linked_organization_billing_unavailable", "linked_organization_spend_limit_reached",
    }
)  # fmt: skip
_STATUS_OF_TYPE = {
    "invalid_request_error": 400, "authentication_error": 401, "billing_error": 402,
    "permission_error": 403, "not_found_error": 404, "request_too_large": 413,
    "rate_limit_error": 429, "api_error": 500, "server_error": 500, "timeout_error": 504,
    "overloaded_error": 529,
}  # fmt: skip


@dataclass(frozen=True)
class ErrorBody:
    """What the body of an error says."""

    message: str = ""
    type: str = ""
    code: str = ""
    param: str = ""

    @property
    def words(self) -> str:
        """All of it in lower case, for those servers that say it in prose only."""
        return " ".join((self.message, self.type, self.code, self.param)).lower()

    @property
    def no_credit(self) -> bool:
        """Whether it says that the account has no money left."""
        # Anthropic reports this as an ordinary invalid request; only its words differ.
        return bool({self.type, self.code} & _NO_CREDIT) or "credit balance" in self.words

    @property
    def bad_key(self) -> bool:
        """Whether it says that the key is none; Gemini reports this with status 400."""
        return self.code == "invalid_api_key" or "api key not valid" in self.words

    @property
    def context_full(self) -> bool:
        """Whether it says that what was sent does not fit the model."""
        known = self.code in ("context_length_exceeded", "exceed_context_size_error")
        said = ("prompt is too long", "maximum context length", "exceeds the available context")
        in_type = self.type in ("exceed_context_size_error", "request_too_large")
        return known or in_type or any(words in self.words for words in said)

    @property
    def status(self) -> int:
        """The HTTP status that it stands for, 0 when it does not tell."""
        if self.code.isdigit() and 400 <= int(self.code) <= 599:
            return int(self.code)
        return _STATUS_OF_TYPE.get(self.type, 0)


def read_error(body: object) -> ErrorBody | None:
    """Returns what ``{"error": …}`` says, ``None`` when `body` has no error.

    Takes every shape in use: an object with message, type, code and param, a plain string, a list
    around either (Gemini), and one without the outer object (vLLM, FastAPI).
    """
    if isinstance(body, list) and body:
        body = body[0]
    if not isinstance(body, Mapping):
        return None
    error = body.get("error") or body.get("detail")
    if error is None and isinstance(body.get("message"), str):
        error = body
    if isinstance(error, str):
        return ErrorBody(message=error)
    if not isinstance(error, Mapping):
        return None
    details = error.get("details")
    code = error.get("code")
    if code is None and isinstance(details, Mapping):
        code = details.get("error_code")
    kind = error.get("type") or error.get("status")
    return ErrorBody(
        _text(error.get("message")), _text(kind), _text(code), _text(error.get("param"))
    )


def of_status(
    choice: ModelChoice, status: int, body: ErrorBody | None, retry_after: float | None = None
) -> CallFailed | ModelUnusable:
    """Returns the fault for an answer with this HTTP `status`; ``None`` is a body of another kind,
    such as a page of a proxy."""
    said = body or ErrorBody()
    fatal = _unusable(choice, status, body)
    if fatal is not None:
        return fatal
    title = choice.title
    told = shown(said.message, choice)
    if 300 <= status < 400:
        reason = f"{title} sends the request on to another address, which healbot does not follow"
    elif status == 429:
        reason = f"{title} asks to slow down (429)"
    elif status == 529 or said.type == "overloaded_error":
        reason = f"{title} is overloaded ({status})"
    elif status >= 500:
        reason = f"{title} failed ({status})"
    else:
        reason = f"{title} refused the request ({status})"
    return CallFailed(
        f"{reason}: {told}" if told else reason,
        may_be_billed=status in _GATEWAY,
        may_pass=status in _MAY_PASS,
        retry_after=retry_after,
    )


def _unusable(choice: ModelChoice, status: int, body: ErrorBody | None) -> ModelUnusable | None:
    title, facts, said = choice.title, FACTS[choice.provider], body or ErrorBody()
    if status == 402 or said.no_credit:
        hint = f"add credit to the account of {facts.variable}, or use another model with --model"
        return ModelUnusable(f"{title} reports that the account has no credit left", hint=hint)
    if status == 401 or said.bad_key:
        hint = f"check the value of {facts.variable}"
        if choice.provider is Provider.LOCAL:
            hint = "put its key into OPENAI_API_KEY and name the model as openai:NAME"
        return ModelUnusable(f"{title} refuses the key ({status})", hint=hint)
    if status == 403 and body is None:
        hint = f"look at the network between, and at {BASE_URL_VARIABLE}"
        return ModelUnusable(f"something on the way to {title} forbids the call (403)", hint=hint)
    if status == 403:
        told = shown(said.message, choice)
        message = f"{title} does not permit this key to use {choice.name} (403)"
        hint = f"check the rights of {facts.variable}" + (f"; it says: {told}" if told else "")
        return ModelUnusable(message, hint=hint)
    if status == 404 and body is not None and (said.type or said.code or "model" in said.words):
        hint = "healbot models lists the names it knows"
        return ModelUnusable(f"{title} has no model called {choice.name} (404)", hint=hint)
    if status in (404, 405):
        hint = f"check {BASE_URL_VARIABLE}"
        return ModelUnusable(f"no model answers at {choice.base_url} ({status})", hint=hint)
    return None


def of_exception(choice: ModelChoice, error: BaseException, *, sent: bool = True) -> CallFailed:
    """Returns the fault for a connection that failed; `sent` is whether the request was out when
    an error came of which its type does not tell."""
    causes = list(_chain(error))
    names = {type(cause).__name__ for cause in causes}
    title = choice.title
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return _failed(f"no secure connection to {title}: the certificate or the protocol is wrong")
    if names & {"ConnectTimeout", "PoolTimeout"}:
        return _failed(f"{title} does not accept the connection in time", may_pass=True)
    if names & {"ConnectError", "ProxyError"}:
        return _failed(f"{title} cannot be reached at {choice.base_url}", may_pass=True)
    if names & {"UnsupportedProtocol", "InvalidURL", "LocalProtocolError"}:
        return _failed(f"a request to {choice.base_url} cannot be written")
    if names & {"ReadTimeout", "WriteTimeout", "TimeoutException"}:
        return _failed(f"{title} did not answer in time", billed=sent, may_pass=True)
    if names & {"ReadError", "WriteError", "RemoteProtocolError", "NetworkError"}:
        return _failed(f"the connection to {title} broke", billed=sent, may_pass=True)
    if "BodyTooLarge" in names:
        return _failed(f"{title} sent an answer without end", billed=sent)
    return _failed(f"the call of {title} failed ({type(causes[-1]).__name__})", billed=sent)


def _failed(reason: str, *, billed: bool = False, may_pass: bool = False) -> CallFailed:
    return CallFailed(reason, may_be_billed=billed, may_pass=may_pass)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Returns the seconds that ``Retry-After`` asks to wait (RFC 9110, 10.2.3), ``None`` without.

    `now` is seconds since 1970, for headers that give a date.
    """
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return max(0.0, milliseconds / 1000)
    value = headers.get("retry-after")
    seconds = _number(value)
    if seconds is None and value:
        try:
            seconds = parsedate_to_datetime(value).timestamp() - now
        except (ValueError, OverflowError, OSError):
            return None
    return None if seconds is None else max(0.0, seconds)


def _number(value: str | None) -> float | None:
    try:
        number = float(value or "")
    except ValueError:
        return None
    return number if 0 <= number < float("inf") else None


def shown(message: str, choice: ModelChoice) -> str:
    """Returns a provider's own words fit to be shown: one short printable line without the key."""
    hidden = Redactor([choice.key]).redact(message)
    line = " ".join(hidden.split())
    printable = "".join(character for character in line if character.isprintable())
    return printable if len(printable) <= MAX_SAID else printable[:MAX_SAID].rstrip() + "…"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)
