"""Turns what PyGithub, requests and urllib3 raise into healbot's own errors.

Whatever went wrong with a call, a person reads one sentence that says what and a hint that says
what to do, and never the token. Statuses, headers and words are those of GitHub's REST and GraphQL
documentation ("Troubleshooting the REST API", "Rate limits for the REST API").
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from healbot.core.errors import EnvironmentProblem, ForgeUnusable, HealbotError
from healbot.core.redaction import Redactor
from healbot.forge.addresses import PUBLIC_TITLE
from healbot.forge.calls import Call
from healbot.forge.rate_limits import clock_time, duration, rate_limit_wait, retry_after
from healbot.forge.refusals import Refusal, refusal

_CERTIFICATE = frozenset({"SSLCertVerificationError", "CertificateError"})
"""Raised before a request is sent."""
MAX_SAID = 300
"""Characters of the host's own words that are shown."""


class Effect(Enum):
    """What a failed call has done at the host."""

    NONE = "none"
    """The host understood and refused; asking again gives the same answer."""
    LIMITED = "limited"
    """Nothing, because there were too many calls; later it may be done."""
    UNKNOWN = "unknown"
    """The answer got lost, or says that it has been done: a look tells."""


@dataclass(frozen=True)
class Fault:
    """A failed call."""

    error: HealbotError
    effect: Effect
    wait: float | None = None
    """Seconds that the host asks to wait before the next try."""


@dataclass(frozen=True)
class Answer:
    """An answer that is an error."""

    status: int
    data: object
    """Decoded JSON; anything else is the page of something in between."""
    headers: Mapping[str, str]
    """By lower-case name."""

    @property
    def message(self) -> str:
        """What the host says, without the place in its documentation; ``""`` for a page."""
        if not isinstance(self.data, Mapping):
            return ""
        said = [self.data.get("message"), *_details(self.data.get("errors"))]
        words = dict.fromkeys(text.strip() for text in said if isinstance(text, str))
        return ": ".join(text for text in words if text)

    @property
    def is_from_host(self) -> bool:
        """Whether it has the shape of GitHub's errors: proxies answer with pages of their own."""
        return isinstance(self.data, Mapping) and bool({"message", "errors"} & self.data.keys())


@dataclass(frozen=True)
class Scene:
    """Where calls are made from, for messages."""

    host: str
    """What the host is called, such as ``GitHub``."""
    repository: str
    token: str = field(repr=False)
    now: Callable[[], float]
    """Returns seconds since 1970."""

    def shown(self, text: str) -> str:
        """Returns words of the host fit to be shown: one short printable line, no token in it."""
        line = " ".join(Redactor([self.token]).redact(text).split())
        plain = "".join(character for character in line if character.isprintable())
        return plain if len(plain) <= MAX_SAID else plain[:MAX_SAID].rstrip() + "…"


_ADDRESS_HINT = (
    "Look at GITHUB_API_URL: does GitHub's API answer there, or a page of something else?"
)


class Unreadable(ValueError):
    """An answer lacks something that healbot needs; the text says what."""

    def __init__(self, what: str, *, hint: str = _ADDRESS_HINT) -> None:
        super().__init__(what)
        self.hint = hint


def of_exception(error: BaseException, call: Call, scene: Scene) -> Fault:
    """Returns the fault that an exception of a call stands for."""
    answer = answer_in(error)
    if answer is not None:
        return of_answer(answer, call, scene)
    if isinstance(error, Unreadable):
        return _unknown(f"{scene.host} answered without {error}.", error.hint)
    names = [type(cause).__name__ for cause in _chain(error)]
    message, hint = _of_connection(set(names), scene)
    if message:
        effect = Effect.NONE if _CERTIFICATE & set(names) else Effect.UNKNOWN
        return Fault(EnvironmentProblem(message, hint=hint), effect)
    return _unknown(
        f"healbot cannot make sense of what {scene.host} answered ({names[0]}).", _ADDRESS_HINT
    )


def of_answer(answer: Answer, call: Call, scene: Scene) -> Fault:
    """Returns the fault that an answer with an error status stands for."""
    status = answer.status
    wait = rate_limit_wait(status, answer.message, answer.headers, scene.now())
    if wait is not None:
        return Fault(_rate_limited(wait, scene), Effect.LIMITED, wait)
    if status >= 500:
        fault = _unknown(
            f"{scene.host} failed to {call.purpose} ({status}).",
            "Try again later; https://www.githubstatus.com tells about outages."
            if scene.host == PUBLIC_TITLE
            else "Try again later, or ask who runs the server.",
        )
        return Fault(fault.error, fault.effect, retry_after(answer.headers, scene.now()))
    if 300 <= status < 400 or not answer.is_from_host:
        return _unknown(
            f"Something between here and {scene.host} answers with a page of its own ({status}).",
            "Look at the proxy and at GITHUB_API_URL.",
        )
    known = refusal(status, answer.message, answer.headers, call, scene.token)
    effect = Effect.UNKNOWN if "already exists" in answer.message.lower() else Effect.NONE
    return Fault(_refused(known, status, answer.message, call, scene), effect)


def _rate_limited(wait: float, scene: Scene) -> EnvironmentProblem:
    return EnvironmentProblem(
        f"{scene.host} takes no more requests from this token for now: its rate limit is reached.",
        hint=f"Try again in {duration(wait)}, after {clock_time(scene.now() + wait)}.",
    )


def _refused(
    known: Refusal | None, status: int, message: str, call: Call, scene: Scene
) -> ForgeUnusable:
    if known is not None:
        text = known.message.format(
            host=scene.host,
            repository=scene.repository,
            purpose=call.purpose,
            target=call.target,
        )
        said = f" It says: {scene.shown(message)}" if known.is_quoted and message else ""
        return ForgeUnusable(text + said, hint=known.hint)
    said = scene.shown(message) or "without a reason"
    return ForgeUnusable(
        f"{scene.host} refuses to {call.purpose} in {scene.repository} ({status}): {said}"
    )


def _unknown(message: str, hint: str) -> Fault:
    return Fault(EnvironmentProblem(message, hint=hint), Effect.UNKNOWN)


def _of_connection(names: set[str], scene: Scene) -> tuple[str, str]:
    """Returns the message and the hint for exceptions of these names, empty for unknown ones."""
    network = "Look at the network and the proxy, then try again."
    if names & _CERTIFICATE:
        return (
            f"There is no secure connection to {scene.host}: its certificate is not trusted here.",
            "A certificate of your own authority can be named with REQUESTS_CA_BUNDLE.",
        )
    if "SSLError" in names:
        return f"The secure connection to {scene.host} broke.", network
    if "ProxyError" in names:
        return f"The proxy on the way to {scene.host} does not work.", network
    if names & {"NameResolutionError", "gaierror"}:
        return f"{scene.host} cannot be reached: its name is not known here.", network
    if names & {"ConnectTimeout", "ConnectTimeoutError", "NewConnectionError"}:
        return f"{scene.host} cannot be reached.", network
    if names & {"ReadTimeout", "ReadTimeoutError", "Timeout", "TimeoutError"}:
        return f"{scene.host} did not answer in time.", network
    if names & {"ConnectionError", "ChunkedEncodingError", "ProtocolError", "IncompleteRead"}:
        return f"The connection to {scene.host} broke.", network
    if names & {"ContentDecodingError", "TooManyRedirects", "RetryError", "RequestException"}:
        return f"The connection to {scene.host} does not work.", network
    return "", ""


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yields `error` and what is behind it; urllib3 keeps that in arguments."""
    seen: set[int] = set()
    waiting: list[Any] = [error]
    while waiting:
        current = waiting.pop(0)
        if not isinstance(current, BaseException) or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        reason = getattr(current, "reason", None)
        waiting += [*current.args, reason, current.__cause__, current.__context__]


def answer_in(error: BaseException) -> Answer | None:
    """Returns the answer that an exception of PyGithub holds, ``None`` when it holds none."""
    from github import GithubException

    if not isinstance(error, GithubException) or not isinstance(error.status, int):
        return None
    data = error.data
    if isinstance(data, bytes):
        data = _decoded(data)
    headers = {str(key).lower(): str(value) for key, value in (error.headers or {}).items()}
    status = error.status
    if status == 400 and isinstance(data, Mapping):
        status = _status_of_query(data) or status
    return Answer(status, data, headers)


def _decoded(data: bytes) -> object:
    try:
        return json.loads(data)
    except ValueError:
        return None


_STATUS_OF_TYPE = {
    "FORBIDDEN": 403,
    "INSUFFICIENT_SCOPES": 403,
    "NOT_FOUND": 404,
    "RATE_LIMITED": 429,
    "UNPROCESSABLE": 422,
}


def _status_of_query(data: Mapping[str, object]) -> int:
    """Returns the REST status that an error of GraphQL stands for, 0 for an unknown one.

    GraphQL answers 200 with errors in the body, which PyGithub raises as 400.
    """
    errors = data.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else None
    kind = first.get("type") if isinstance(first, Mapping) else None
    return _STATUS_OF_TYPE.get(kind, 0) if isinstance(kind, str) else 0


def _details(errors: object) -> Iterator[str]:
    """Yields what ``errors`` says: strings, or objects with a message, or a field and a code."""
    for error in errors if isinstance(errors, list) else []:
        if isinstance(error, str):
            yield error
        elif isinstance(error, Mapping) and isinstance(error.get("message"), str):
            yield str(error["message"])
        elif isinstance(error, Mapping):
            yield f"{error.get('field', 'something')} is {error.get('code', 'wrong')}"
