"""One request to a provider and what came back, whatever that is."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from healbot.core.bill import Usage
from healbot.core.errors import ModelUnusable
from healbot.core.model_call import CallFailed
from healbot.generators.language_model.connection import Connections, http_client
from healbot.generators.language_model.deadline import DeadlinePassed, within
from healbot.generators.language_model.faults import (
    ErrorBody,
    of_exception,
    of_status,
    read_error,
    retry_after,
    shown,
)
from healbot.generators.language_model.providers import ModelChoice

if TYPE_CHECKING:  # takes a good part of a second to import
    import httpx2


@dataclass(frozen=True)
class Answer:
    """What a server sent, good or bad."""

    status: int
    body: Any
    """The parsed JSON; ``None`` when the body was none."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""

    @property
    def error(self) -> ErrorBody | None:
        """What the server says went wrong, ``None`` when it does not say, or nothing did."""
        failed = self.status >= 300 or (isinstance(self.body, Mapping) and self.body.get("error"))
        return read_error(self.body) if failed or isinstance(self.body, list) else None

    @property
    def is_error(self) -> bool:
        """Whether it is anything but an answer."""
        return self.status >= 300 or self.error is not None


def answer_of(response: httpx2.Response, body: object = None) -> Answer:
    """Returns the answer in `response`, whose body was read; `body` when it is known already."""
    headers = {name.lower(): value for name, value in response.headers.items()}
    if body is None:
        body = parsed(response.content)
    return Answer(response.status_code, body, headers)


def parsed(content: bytes) -> Any:
    """Returns the JSON in `content`, ``None`` when it is none."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def exchange(
    choice: ModelChoice, timeout: float, send: Callable[[httpx2.Client], Answer]
) -> Answer:
    """Returns the answer that `send` gets with an HTTP client, within `timeout` seconds.

    Raises `CallFailed` when none came, and nothing else of what a network or a library may raise.
    """
    connections = Connections()

    def work() -> Answer:
        with http_client(choice, timeout, connections) as client:
            return send(client)

    try:
        if timeout <= 0:
            raise DeadlinePassed(None)
        return within(timeout, work, connections.end)
    except (CallFailed, ModelUnusable):
        raise
    except DeadlinePassed as passed:
        known = passed.error.usage if isinstance(passed.error, CallFailed) else None
        raise CallFailed(
            f"{choice.title} did not answer within {timeout:.0f} s",
            may_be_billed=connections.opened,
            may_pass=True,
            usage=known,
        ) from None
    except Exception as error:
        raise of_exception(choice, error, sent=connections.opened) from None


def fault_of(choice: ModelChoice, answer: Answer) -> CallFailed | ModelUnusable:
    """Returns the fault that an `answer` which is an error stands for."""
    error = answer.error
    status = answer.status
    if status < 300:  # an error in the clothes of a success
        status = error.status if error else 0
    if not status:
        told = shown(error.message, choice) if error else ""
        reason = f"{choice.title} reports an error" + (f": {told}" if told else "")
        return CallFailed(reason, may_be_billed=True, may_pass=True)
    return of_status(choice, status, error, retry_after(answer.headers, time.time()))


def not_an_answer(choice: ModelChoice, answer: Answer, usage: Usage | None = None) -> CallFailed:
    """Returns the fault for a success that carries no answer of a model."""
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if "html" in kind:
        return CallFailed(
            f"a web page answered in the place of {choice.title} at {choice.base_url}",
            may_be_billed=False,
            may_pass=False,
        )
    return CallFailed(
        f"{choice.title} sent an answer that cannot be read",
        may_be_billed=True,
        may_pass=True,
        usage=usage,
    )
