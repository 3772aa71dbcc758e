"""When the host wants fewer requests, and how long it wants to be left alone."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LEAST_WAIT = 60.0
"""Seconds; what GitHub asks for when an answer does not say how long."""
_LONGEST = 31 * 24 * 3600.0
_TOO_QUICK = "was submitted too quickly"
"""Said with 422, of comments and pull requests."""
_WORDS = (
    "rate limit",
    "abuse detection",
    "please retry your request again later",
    "please wait a few minutes before you try again",
    _TOO_QUICK,
)


def rate_limit_wait(
    status: int, message: str, headers: Mapping[str, str], now: float
) -> float | None:
    """Returns the seconds to wait when an answer is a rate limit's, ``None`` when it is not.

    `headers` are by lower-case name, `now` is seconds since 1970. The rules are those of "Best
    practices for using the REST API": ``retry-after``, else ``x-ratelimit-reset`` when nothing
    remains, else at least a minute.
    """
    said = message.lower()
    is_limit = status == 429 or any(words in said for words in _WORDS)
    asked = retry_after(headers, now)
    if status == 422 and _TOO_QUICK in said:
        return asked or LEAST_WAIT
    if status not in (403, 429) or not (is_limit or asked is not None):
        return None
    if asked is not None:
        return asked
    reset = _number(headers.get("x-ratelimit-reset"))
    if reset is not None and headers.get("x-ratelimit-remaining", "").strip() == "0":
        # By the host's own clock: this one may be wrong. A second more, for the rest of its second.
        return min(max(reset - (_date(headers.get("date")) or now), 0.0) + 1, _LONGEST)
    return LEAST_WAIT


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Returns the seconds that ``Retry-After`` asks to wait (RFC 9110, 10.2.3), ``None`` without.

    `now` is seconds since 1970, for headers that give a date.
    """
    value = headers.get("retry-after")
    seconds = _number(value)
    if seconds is None:
        date = _date(value)
        seconds = None if date is None else date - (_date(headers.get("date")) or now)
    return None if seconds is None else min(max(seconds, 0.0), _LONGEST)


def duration(seconds: float) -> str:
    """Returns a duration in words: ``40 seconds``, ``12 minutes``, ``3 hours``; rounded up."""
    for size, name in ((3600, "hour"), (60, "minute")):
        if seconds > 2 * size:
            return f"{math.ceil(seconds / size)} {name}s"
    count = max(1, math.ceil(seconds))
    return f"{count} second" + ("s" if count > 1 else "")


def clock_time(moment: float) -> str:
    """Returns a moment (seconds since 1970) as ``14:05 UTC``, with its day."""
    return datetime.fromtimestamp(math.ceil(moment / 60) * 60, UTC).strftime("%H:%M UTC (%d %B)")


def _number(value: str | None) -> float | None:
    try:
        number = float(value or "")
    except ValueError:
        return None
    return number if 0 <= number < math.inf else None


def _date(value: str | None) -> float | None:
    if not value:
        return None
    try:
        return parsedate_to_datetime(value).timestamp()
    except (ValueError, OverflowError, OSError):
        return None
