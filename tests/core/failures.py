"""Executions, exceptions and failures for tests."""

from __future__ import annotations

from typing import Any

from healbot.core.execution import Execution
from healbot.core.failure import (
    Failure,
    FailureKind,
    Frame,
    RaisedException,
    exception_fingerprint,
)


def execution(**changes: Any) -> Execution:
    """Returns a run that ended well, with `changes`."""
    values: dict[str, Any] = {
        "exit_code": 0, "signal": None, "stop": None, "stdout": "", "stderr": "", "seconds": 0.1,
    }  # fmt: skip
    return Execution(**{**values, **changes})


def frame(place: str, function: str = "<module>", source: str = "") -> Frame:
    """Returns a frame at a place such as ``main.py:3``; absolute paths are outside the project."""
    path, _, line = place.rpartition(":")
    return Frame(path, int(line), function, source, in_project=not path.startswith(("/", "<")))


def raised(said: str, *frames: Frame, offset: int | None = None) -> RaisedException:
    """Returns an exception from its last line, such as ``KeyError: 'a'``."""
    kind, _, message = said.partition(": ")
    return RaisedException(kind, message, frames, offset=offset)


def failure(exception: RaisedException, stdout: str = "") -> Failure:
    """Returns the failure of a run that `exception` ended."""
    return Failure(
        FailureKind.EXCEPTION,
        (exception,),
        (),
        f"{exception.type_name}: {exception.message}",
        exception_fingerprint(exception),
        "",
        stdout,
    )


def other_failure(kind: FailureKind, stdout: str = "") -> Failure:
    """Returns a failure without an exception."""
    return Failure(kind, (), (), kind.value, kind.value, "", stdout)
