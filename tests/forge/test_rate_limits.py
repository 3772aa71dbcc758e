from __future__ import annotations

from collections.abc import Mapping
from email.utils import formatdate

import pytest

from healbot.forge.rate_limits import clock_time, duration, rate_limit_wait, retry_after

NOW = 1_800_000_000.0
PRIMARY = "API rate limit exceeded for installation ID 5."
SECONDARY = (
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
)


@pytest.mark.parametrize(
    ("status", "message", "headers", "wait"),
    [
        (403, PRIMARY, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(NOW + 30)}, 31),
        (429, PRIMARY, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(NOW + 30)}, 31),
        (403, SECONDARY, {"retry-after": "17"}, 17),
        (429, "", {"retry-after": "17"}, 17),
        (403, SECONDARY, {}, 60),
        (429, "", {}, 60),
        (403, "", {"retry-after": "5"}, 5),
        # The reset is by the host's clock, which is an hour ahead here.
        (
            403,
            PRIMARY,
            {
                "x-ratelimit-remaining": "0",
                "x-ratelimit-reset": str(NOW + 3630),
                "date": formatdate(NOW + 3600, usegmt=True),
            },
            31,
        ),
        (403, PRIMARY, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1"}, 1),
        (403, PRIMARY, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "soon"}, 60),
        (403, PRIMARY, {"x-ratelimit-remaining": "12", "x-ratelimit-reset": str(NOW + 9)}, 60),
        # No limits: a refusal with the last request, a failure that says when it ends.
        (403, "Resource not accessible", {"x-ratelimit-remaining": "0"}, None),
        (503, "", {"retry-after": "5"}, None),
        (404, "Not Found", {}, None),
        (422, "Validation Failed: was submitted too quickly", {}, 60),
        (422, "rate limit is no valid label", {}, None),
    ],
)
def test_wait(status: int, message: str, headers: Mapping[str, str], wait: float | None) -> None:
    assert rate_limit_wait(status, message, headers, NOW) == wait


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0), ("12", 12), ("1.5", 1.5), ("-3", None), ("nan", None), ("inf", None), ("x", None),
        ("", None), ("1e9", 31 * 24 * 3600), (formatdate(NOW + 9, usegmt=True), 9),
        (formatdate(NOW - 9, usegmt=True), 0),
    ],
)  # fmt: skip
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": value}, NOW) == seconds
    assert retry_after({}, NOW) is None


def test_durations_are_rounded_up() -> None:
    words = [duration(seconds) for seconds in (0, 1, 40.2, 120, 121, 7200, 7201, 90_000)]
    assert words == [
        "1 second", "1 second", "41 seconds", "120 seconds", "3 minutes", "120 minutes", "3 hours",
        "25 hours",
    ]  # fmt: skip
    assert clock_time(NOW) == "08:00 UTC (15 January)"
    assert clock_time(NOW + 1) == "08:01 UTC (15 January)"
