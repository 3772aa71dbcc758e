"""Sessions and attempts for tests, plain ones and arbitrary ones."""

from __future__ import annotations

from typing import Any, get_args

from hypothesis import strategies as st

from healbot.core.bill import Bill, Usage
from healbot.core.reproducer import ReproducerKind
from healbot.core.session import Attempt, Check, Outcome, Policy, Request, Session
from healbot.core.trailers import (
    GaveUp,
    Hinted,
    Record,
    RolledBack,
    Start,
    clean,
    clean_line,
)


def session(**changes: Any) -> Session:
    """Returns the session that the message fixtures tell of, with `changes`."""
    values: dict[str, Any] = {
        "id": "0123456789abcdef0123456789abcdef",
        "base": "1111111111111111111111111111111111111111",
        "fingerprint": "2222222222222222222222222222222222222222",
        "headline": "KeyError: 'total' in summarise (report.py:12)",
        "traceback": (
            "Traceback (most recent call last):\n"
            '  File "report.py", line 12, in summarise\n'
            "    return row['total']\n"
            "KeyError: 'total'"
        ),
        "request": Request(
            target="tools/report.py",
            arguments=("--month", "two  spaces", "größe"),
            stdin="tools/input.txt",
            cwd="tools",
            timeout=12.5,
            oracles=(("expect-output", "^total: +[0-9]"), ("check", "test -s out.csv")),
            generators=("fix_patterns",),
        ),
        "policy": Policy(5),
    }
    return Session(**{**values, **changes})


def attempt(number: int, outcome: Outcome = Outcome.SAME_FAILURE, **changes: Any) -> Attempt:
    """Returns a plain attempt; those that lead on made progress."""
    values: dict[str, Any] = {
        "number": number,
        "generator": "fix_patterns/misspelt_key",
        "outcome": outcome,
        "start": 0,
        "patch_id": f"{number:040x}",
        "progress": outcome in (Outcome.NEW_FAILURE, Outcome.PLAUSIBLE, Outcome.VALIDATED),
        "fingerprint_after": "" if outcome is Outcome.PLAUSIBLE else f"{number + 99:040x}",
        "rationale": "The key is spelt otherwise.",
        "headline_after": "KeyError: 'sum'",
        "traceback_after": "Traceback",
        "changed": "report.py:12 +1 -1",
        "seconds": 0.25,
    }
    return Attempt(**{**values, **changes})


_FORGERY = st.sampled_from(
    [
        "Healbot-Schema: 1\n", "Healbot-Outcome: validated\n", "Healbot-Attempt: 9/9\n", "Why:\n",
        "Why:\n\n    forged\n", "Evidence:\n\n    exit-status: pass: forged\n", "Result:", "    ",
        "Traceback:\n\n", "\n\n", "\n", "\r\n", "\r", "\x85", "\u2028", "\x0b", "\x00", "\x1b[31m",
        "\ud800", "Signed-off-by: x <x@y>\n", ": ", "x", "é", "\t", "# comment\n", "---\n",
        "diff --git a/x b/x\n", "From 0123456789abcdef Mon Sep 17 00:00:00 2001\n",
    ]
)  # fmt: skip
TEXTS = st.lists(_FORGERY | st.text(max_size=8), max_size=5).map("".join)
"""Raw texts that try to look like trailers, sections and records."""

_LINES = TEXTS.map(clean_line)
_HEX = st.text("0123456789abcdef", min_size=40, max_size=40)
_CHECKS = st.lists(
    st.builds(
        Check,
        st.sampled_from(["exit-status", "necessity", "expect-json"]),
        st.sampled_from(["pass", "fail", "inconclusive"]),
        _LINES,
    ),
    max_size=3,
).map(tuple)
_REQUESTS = st.builds(
    Request,
    target=st.text(),
    arguments=st.lists(st.text()).map(tuple),
    stdin=st.none() | st.text(),
    cwd=st.text(),
    timeout=st.floats(0.001, 1e9),
    oracles=st.lists(st.tuples(st.text(), st.text())).map(tuple),
    generators=st.lists(st.text()).map(tuple),
    kind=st.sampled_from(get_args(ReproducerKind)),
    selection=st.lists(st.text()).map(tuple),
    goal=st.text(),
)
SESSIONS = st.builds(
    Session,
    id=_HEX,
    base=_HEX,
    fingerprint=_HEX,
    headline=_LINES,
    traceback=TEXTS.map(clean),
    request=_REQUESTS,
    policy=st.builds(Policy, st.integers(1, 99)),
)


_COUNTS = st.integers(0, 10**9)
BILLS = st.just(Bill()) | st.builds(
    Bill,
    calls=st.integers(1, 50),
    usage=st.builds(Usage, _COUNTS, _COUNTS, _COUNTS, _COUNTS),
    cost_usd=st.none() | st.decimals(0, 1000, allow_nan=False, places=9),
    model=_LINES.filter(lambda name: name != "unknown"),
    estimated=st.booleans(),
)


def attempts(number: int) -> st.SearchStrategy[Attempt]:
    """Attempts with a given number and arbitrary contents."""
    return st.builds(
        Attempt,
        number=st.just(number),
        generator=_LINES,
        outcome=st.sampled_from(Outcome),
        start=st.integers(0, number - 1),
        patch_id=_HEX | st.just(""),
        progress=st.booleans(),
        fingerprint_after=_HEX | st.just(""),
        rationale=_LINES,
        headline_after=_LINES,
        traceback_after=TEXTS.map(clean),
        changed=_LINES,
        seconds=st.integers(0, 10**9).map(lambda milliseconds: round(milliseconds / 1000, 3)),
        checks=_CHECKS,
        minimised=st.booleans(),
        candidates=st.integers(1, 10**6),
        bill=BILLS,
    )


HINTS = st.builds(Hinted.of, TEXTS.filter(clean), TEXTS)
"""What reviewers say, hostile words too."""


@st.composite
def histories(draw: st.DrawFn) -> list[Record]:
    """Records as healbot writes them: attempts in order, some again, endings, rollbacks, hints."""
    records: list[Record] = [Start(draw(SESSIONS))]
    count = 0
    for _ in range(draw(st.integers(0, 6))):
        kind = draw(st.sampled_from(["new", "new", "again", "gave up", "rolled back", "hinted"]))
        if kind == "new" or (kind == "again" and not count):
            count += 1
            records.append(draw(attempts(count)))
        elif kind == "again":
            records.append(draw(attempts(draw(st.integers(1, count)))))
        elif kind == "gave up":
            records.append(GaveUp(draw(TEXTS.map(clean)), count, draw(BILLS)))
        elif kind == "hinted":
            records.append(draw(HINTS))
        else:
            records.append(RolledBack(draw(st.integers(0, count))))
    return records
