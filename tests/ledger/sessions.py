"""Sessions to write to a ledger."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from healbot.core.session import Attempt, Check, Outcome, Policy, Request, Session
from healbot.core.source import SourceFile
from healbot.ledger.git_ledger import GitLedger
from healbot.ledger.plumbing import Plumbing
from healbot.ledger.snapshot import take_snapshot

FINGERPRINT = "0123456789abcdef0123456789abcdef"
TARGET = "report.py"

REQUEST = Request(
    target=TARGET, arguments=("--year", "2026"), stdin=None, cwd=".", timeout=60.0
)  # fmt: skip
SESSION = Session(
    id="f" * 32,
    base="",
    fingerprint=FINGERPRINT,
    headline="KeyError: 'totl' in main (report.py:3)",
    traceback="Traceback (most recent call last):\n  File \"report.py\", line 3\nKeyError: 'totl'",
    request=REQUEST,
    policy=Policy(5),
)
ATTEMPT = Attempt(
    number=1,
    generator="fix_patterns/close_key",
    outcome=Outcome.NEW_FAILURE,
    start=0,
    patch_id="a" * 40,
    progress=True,
    fingerprint_after="b" * 32,
    rationale="`totl` is no key; `total` is.",
    headline_after="NameError: name 'maths' is not defined in main (report.py:4)",
    traceback_after="Traceback (most recent call last):\nNameError: name 'maths' is not defined",
    changed="report.py:3 +1 -1",
    seconds=0.125,
)
PROVEN = replace(
    ATTEMPT,
    number=2,
    outcome=Outcome.VALIDATED,
    start=1,
    patch_id="c" * 40,
    fingerprint_after="",
    headline_after="passes the checks",
    traceback_after="",
    checks=(Check("necessity", "pass", "without the patch the same failure is back"),),
    minimised=True,
)


def source(text: str, path: str = TARGET) -> dict[str, SourceFile]:
    """Returns one file by its path."""
    return {path: SourceFile(path, text.encode())}


def open_ledger(plumbing: Plumbing) -> GitLedger:
    """Returns the ledger of a repository."""
    return GitLedger(plumbing, time.time)


def on_head(plumbing: Plumbing, root: Path | None = None, session: Session = SESSION) -> Session:
    """Returns `session` with the user's files as they are now as its base."""
    ledger = open_ledger(plumbing)
    return replace(session, base=ledger.base_of(take_snapshot(plumbing, session.request.target)))
