"""Text of failures made fit to be kept: paths relative, secrets masked, only the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from healbot.core.failure import RaisedException

MAX_TRACEBACK = 6000
"""Characters of output kept with a failure: the end, where the traceback is."""


def headline_of(exception: RaisedException) -> str:
    """Returns an exception in one line: ``KeyError: 'total' in summarise (report.py:12)``."""
    first_line = exception.message.split("\n")[0]
    text = f"{exception.short_type}: {first_line}" if first_line else exception.short_type
    frame = exception.innermost
    if frame is None:
        return text
    where = "" if frame.function == "<module>" else f" in {frame.function}"
    return f"{text}{where} ({frame.path}:{frame.line})"


def redacted(
    exceptions: tuple[RaisedException, ...], redact: Callable[[str], str]
) -> tuple[RaisedException, ...]:
    """Returns the exceptions with their messages, notes and sources gone through `redact`."""
    return tuple(
        replace(
            exception,
            message=redact(exception.message),
            frames=tuple(replace(f, source=redact(f.source)) for f in exception.frames),
            # As one text: a key may go over several lines.
            notes=tuple(redact("\n".join(exception.notes)).split("\n")) if exception.notes else (),
            members=redacted(exception.members, redact),
        )
        for exception in exceptions
    )


def relative_text(text: str, roots: Sequence[str]) -> str:
    """Returns `text` with paths below one of `roots` made relative to it."""
    for root in sorted({root.rstrip("/") for root in roots} - {""}, key=len, reverse=True):
        inside = rf"(?<![\w.~/-]){re.escape(root)}(?:/(?=[\w.~-])|(?![\w.~-]))"
        text = re.sub(inside, lambda found: "" if found[0].endswith("/") else ".", text)
    return text


def tail(text: str) -> str:
    """Returns the last `MAX_TRACEBACK` characters of `text`, whole lines where possible."""
    text = text.rstrip()
    if len(text) <= MAX_TRACEBACK:
        return text
    cut = text[-MAX_TRACEBACK:]
    return "… (cut)\n" + (cut.partition("\n")[2] or cut)
